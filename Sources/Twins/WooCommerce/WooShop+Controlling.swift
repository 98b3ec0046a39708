import Foundation

extension WooShop {
    /// Puts goods on the shelves; a SKU the shop has stays as it is.
    public func fill(_ goods: [TwinProduct]) {
        self.state.fill(goods, at: self.now)
        self.isChanged = true
    }

    /// Takes another fault plan from now on.
    public func setFaults(_ plan: FaultPlan) {
        self.state.faults.take(plan)
        self.isChanged = true
    }

    /// Adds rules to the plan in force.
    public func addFaults(_ rules: [FaultRule]) {
        self.state.faults.add(rules)
        self.isChanged = true
    }

    public var faults: FaultPlan { self.state.faults.plan }

    /// How often each fault struck.
    public var struck: [FaultKind: Int] { self.state.faults.struck }

    /// Another program sets a stock number behind the hub's back.
    ///
    /// - Returns: `false` where the shop has no such SKU or does not count it.
    @discardableResult
    public func setStock(_ sku: String, to units: Int) -> Bool {
        guard let id = self.state.idBySKU[sku], self.state.products[id]?.managesStock == true else { return false }
        self.state.setStockBehindTheHub(of: id, to: units, at: self.now)
        self.isChanged = true
        return true
    }

    /// Runs the shop's clock at another rate, or off by another number of seconds.
    public func setClock(rate: Double?, skew: Double?) {
        if let rate { self.state.clock.run(rate: rate, from: self.wall()) }
        if let skew { self.state.clock.skew = skew }
        self.isChanged = true
    }

    public var clock: TwinClock { self.state.clock }

    /// Seconds from an event to the delivery of its webhooks.
    public func setWebhookDelay(_ seconds: Double) { self.state.webhookDelay = seconds }

    /// Makes one more API key: `read`, `write` or `read_write`; `nil` for any other word.
    public func addKey(permission: String = "read_write") -> TwinKey? {
        guard let permission = WooKey.Permission(rawValue: permission) else { return nil }
        let key = WooKey(
            id: self.state.keys.count + 1, key: "ck_" + self.state.token(40), secret: "cs_" + self.state.token(40),
            permission: permission)
        self.state.keys.append(key)
        self.isChanged = true
        return TwinKey(key)
    }

    /// Revokes a key, or makes it work again. `false`: no such key.
    @discardableResult
    public func setKey(_ key: String, revoked: Bool) -> Bool {
        guard let index = self.state.keys.firstIndex(where: { $0.key == key }) else { return false }
        self.state.keys[index].revoked = revoked
        self.isChanged = true
        return true
    }

    public var keys: [TwinKey] { self.state.keys.map(TwinKey.init) }
}

/// A key to a shop. The secret of a twin is no secret.
public struct TwinKey: Sendable, Codable, Hashable {
    public var key: String
    public var secret: String
    /// `read`, `write` or `read_write`.
    public var permission: String
    public var revoked: Bool

    init(_ key: WooKey) {
        self.key = key.key
        self.secret = key.secret
        self.permission = key.permission.rawValue
        self.revoked = key.revoked
    }
}
