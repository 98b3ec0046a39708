import Foundation

extension WooShop {
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
