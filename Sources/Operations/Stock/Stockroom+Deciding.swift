import Commerce
import ConnectorKit
import Foundation
import Records

extension Stockroom {
    /// Wanted quantities by pool and policy, wanted prices by rule.
    mutating func decide(cause: OfferRecord.Cause) {
        let echoes = self.connections.values.reduce(SaleEchoes()) { $0 + $1.echoes }
        for pool in self.pools() {
            let policy = self.policy(of: pool, echoes)
            let members = pool.shares.map(\.id)
            if policy == .guaranteed { self.sharedOut.formUnion(members) } else { self.sharedOut.subtract(members) }
            for (id, allocation) in pool.allocate(policy, buffer: self.workspace.policyBuffer) {
                self.want(id, allocation, cause: cause)
            }
        }
        for id in self.offers.keys { self.wantPrice(id, cause: cause) }
    }

    /// The loaded variants as pools: each a set of parts and offers that have nothing to do with any other.
    func pools() -> [Pool] {
        var group: [UUID: UUID] = [:]
        func root(_ id: UUID) -> UUID {
            var id = id
            while let parent = group[id], parent != id { id = parent }
            return id
        }
        for variant in self.variants.keys {
            for part in self.draws(of: variant).keys { group[root(variant)] = root(part) }
        }
        var parts: [UUID: [UUID: PartStock]] = [:]
        for variant in self.variants.values where variant.isCounted && !self.isBundle(variant.id) {
            parts[root(variant.id), default: [:]][variant.id] = self.stock(of: variant.id)
        }
        var shares: [UUID: [Pool.Share]] = [:]
        let order = self.connections.values.sorted {
            ($0.createdAt, $0.id) < ($1.createdAt, $1.id)
        }
        let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.id, $0) })
        for offer in self.offers.values where offer.countsStock {
            guard let variant = offer.variant else { continue }
            let draws = self.draws(of: variant)
            guard !draws.isEmpty, draws.keys.allSatisfy({ self.variants[$0]?.isCounted == true }) else { continue }
            let manifest = self.manifest(of: offer)
            let isReversible = manifest?.zeroIsReversible ?? true
            shares[root(variant), default: []].append(
                Pool.Share(
                    id: offer.id, draws: draws, escrow: offer.escrow, shown: offer.shownQuantity,
                    held: max(0, offer.held),
                    isWritable: self.isWritable(offer), isBusy: offer.escrow.hasUnanswered,
                    rank: rank[offer.connection] ?? 0, zeroIsReversible: isReversible,
                    mayReturn: isReversible || offer.escrow.isResting || self.mayReturn(offer, draws),
                    isRewritten: manifest?.writesWholeListing ?? false))
        }
        return parts.sorted { $0.key < $1.key }
            .compactMap { key, parts in shares[key].map { Pool(parts: parts, shares: $0) } }
    }

    func manifest(of offer: OfferRecord) -> Manifest? {
        guard let channel = self.connections[offer.connection]?.channel else { return nil }
        return self.desk.hub.channels.first { $0.manifest.id == channel }?.manifest
    }

    /// Whether a listing that shows zero may be offered again although that costs a fee: it was never decided about, the
    /// zero was our own, or units came back, now or earlier without room until now.
    private func mayReturn(_ offer: OfferRecord, _ draws: [UUID: Int]) -> Bool {
        let reason = offer.wantedReason.flatMap(Allocation.Reason.init)
        if reason == .renewal || reason != .soldOut && (offer.wantedQuantity ?? 0) <= 0 { return true }
        return draws.keys.contains { self.stock(of: $0).available > self.opening[$0] ?? .max }
    }

    /// Units of a part that no offer may still sell.
    func free(_ part: UUID) -> Int {
        self.pools().first { $0.parts[part] != nil }?.free(part) ?? self.stock(of: part).available
    }

    /// Whether we may write this offer's quantity at all.
    func isWritable(_ offer: OfferRecord) -> Bool {
        offer.parkedCode == nil && offer.brake == nil && offer.status != "ended"
            && self.connections[offer.connection]?.state == .live && self.workspace.authority != offer.connection
    }

    /// One policy for the whole pool: the most careful of its variants', with `adaptive` decided by measured risk.
    private mutating func policy(of pool: Pool, _ echoes: SaleEchoes) -> SellingPolicy {
        let variants = Set(pool.shares.compactMap { self.offers[$0.id]?.variant })
        let policies = variants.map { self.variants[$0]?.policy ?? self.workspace.policy }
        if policies.contains(.guaranteed) { return .guaranteed }
        guard policies.contains(.adaptive) else { return policies.contains(.buffered) ? .buffered : .shared }
        guard pool.shares.count > 1 else { return .shared }
        let shops = Set(pool.shares.compactMap { self.offers[$0.id]?.connection }).compactMap { self.connections[$0] }
        let available = pool.fewestSales
        let risk = OversellRisk(
            available: available,
            rate: variants.reduce(0) { $0 + (self.variants[$1]?.rate.perSecond(at: self.now) ?? 0) },
            lag: OversellRisk.lag(heard: shops.map(\.lagSeconds).max() ?? 5),
            // Where each shop can show one, sharing out hides nothing from anybody, and nothing need be proved first.
            echo: echoes.perSale(isUnproven: available >= pool.shares.count))
        let current = variants.contains { self.variants[$0]?.mode == .guaranteed } ? SellingPolicy.guaranteed : .shared
        let mode = risk.mode(now: current, tolerance: self.workspace.tolerance)
        for variant in variants where self.variants[variant]?.mode != mode {
            self.variants[variant]?.mode = mode
            // What has never sold begins shared out or not, and nobody need be told of each.
            guard self.variants[variant]?.rate.slow ?? 0 > 0 else { continue }
            self.note(
                "policy.adapted",
                mode == .guaranteed
                    ? "\(self.variants[variant]?.sku ?? "?") might be sold twice more often than tolerated: its units are shared out."
                    : "\(self.variants[variant]?.sku ?? "?") is safe to show everywhere: every shop shows all units.",
                variant: variant,
                detail: ["risk": String(risk.doubleSalesPerOrder), "tolerance": String(self.workspace.tolerance)])
        }
        return mode
    }

    private mutating func want(_ id: UUID, _ allocation: Allocation, cause: OfferRecord.Cause) {
        guard var offer = self.offers[id], self.connections[offer.connection]?.state != .restoring else { return }
        defer { self.offers[id] = offer }
        let waits = allocation.reason == .renewal && self.keptSoldOut.contains(id)
        let quantity = waits ? 0 : min(allocation.quantity, self.largestQuantity(at: offer.connection))
        let reason = waits ? .room : self.reason(for: offer, allocation, quantity: quantity)
        offer.wantedReason = reason.rawValue
        guard offer.wantedQuantity != quantity else { return }
        offer.wantedQuantity = quantity
        offer.wantedVersion += 1
        offer.wantedAt = self.now
        let isShare = [.zeroFirst, .givesWay, .share, .lowered].contains(allocation.reason)
        offer.wantedCause = isShare ? .share : cause
        offer.tries = 0
    }

    /// Why it should show what it should: what it waits for comes before why it was given its number.
    private func reason(for offer: OfferRecord, _ allocation: Allocation, quantity: Int) -> Allocation.Reason {
        if offer.escrow.isResting { return .offSale }
        guard allocation.reason != .soldOut, allocation.reason != .renewal else { return allocation.reason }
        let waited = offer.wantedReason == Allocation.Reason.room.rawValue && offer.wantedQuantity == quantity
        let waits = self.crowded.contains(offer.id) || waited && offer.urgency > 0 && self.sharedOut.contains(offer.id)
        return waits ? .room : allocation.reason
    }

    /// The highest number a connection's channel can show.
    private func largestQuantity(at connection: UUID) -> Int {
        guard let channel = self.connections[connection]?.channel else { return .max }
        return self.desk.hub.channels.first { $0.manifest.id == channel }?.manifest.largestQuantity ?? .max
    }

    private mutating func wantPrice(_ id: UUID, cause: OfferRecord.Cause) {
        guard var offer = self.offers[id], let connection = self.connections[offer.connection],
            connection.state != .restoring, let variant = offer.variant.flatMap({ self.variants[$0] })
        else { return }
        let wanted = self.price(of: variant, at: connection)
        guard wanted != offer.wantedPrice else { return }
        offer.wantedPrice = wanted
        offer.wantedVersion += 1
        offer.wantedAt = self.now
        offer.wantedCause = cause
        offer.tries = 0
        self.offers[id] = offer
    }

    /// What a variant should cost on a connection, in minor units of its currency; `nil` leaves the shop's price alone.
    private func price(of variant: VariantRecord, at connection: ConnectionRecord) -> Int64? {
        guard let price = variant.price, connection.currency == nil || connection.currency == price.currency else {
            return nil
        }
        guard let rule = connection.priceRule else { return price.minor }
        return (try? rule.apply(to: price))?.minor
    }
}
