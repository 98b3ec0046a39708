public import Foundation

/// What one offer should show, and why.
public struct Allocation: Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable, Codable {
        /// All that is available.
        case everything
        /// All that is available, less the policy's buffer.
        case lessBuffer
        /// Its share of what there is.
        case share
        /// It keeps what it shows: changing it would cost more than it brings.
        case keep
        /// Zero first: an absolute write over a number that may be selling would promise units twice.
        case zeroFirst
        /// Zero: offers may sell more than there is, and this one gives way.
        case givesWay
        /// Nothing left for it.
        case none
        /// Fewer than it shows: units it was promised are not there, and ending it would cost more than lowering it.
        case lowered
        /// It was sold out or taken to zero where that ends it, and it is offered again because units came back.
        case renewal
        /// It is sold out where that ends it, and no units came back.
        case soldOut
        /// It waits: its channel replaces whole listings, and there are not enough free units to repeat what its siblings
        /// show. Said by whoever writes.
        case room
        /// Its listing is off sale for a moment, so that it can be written while nobody can buy.
        case offSale
    }
    /// What the channel should show. Above zero, units that unpaid orders hold there are included.
    public var quantity: Int
    public var reason: Reason

    public init(quantity: Int, reason: Reason) {
        self.quantity = quantity
        self.reason = reason
    }
}

extension Pool {
    /// What each offer should show. Pure: the same pool gives the same answer.
    ///
    /// - Parameter policy: `adaptive` must have been decided by the caller; here it counts as `guaranteed`.
    /// - Parameter buffer: Units that `buffered` keeps back from each offer.
    public func allocate(_ policy: SellingPolicy, buffer: Int = 0) -> [UUID: Allocation] {
        switch policy {
        case .shared: self.everything(less: 0, reason: .everything)
        case .buffered: self.everything(less: buffer, reason: .lessBuffer)
        case .guaranteed, .adaptive: self.sharedOut()
        }
    }

    private func everything(less buffer: Int, reason: Allocation.Reason) -> [UUID: Allocation] {
        var result: [UUID: Allocation] = [:]
        for share in self.shares {
            let sellable = max(0, share.most(of: { self.parts[$0]?.available ?? 0 }) - buffer)
            let why = share.hasEnded ? Allocation.Reason.renewal : reason
            result[share.id] = Allocation(quantity: sellable + share.held, reason: sellable > 0 ? why : .none)
        }
        return result
    }

    /// Shares whose sum never exceeds what there is.
    ///
    /// A write of `w` needs `w` free units until it is settled, a write of zero needs none. So: give way where too much
    /// is out; feed the hungry from what is free; where nothing is free, let the richest go to zero first. An offer that
    /// zero would end is never the one to go to zero for another's sake.
    private func sharedOut() -> [UUID: Allocation] {
        var result: [UUID: Allocation] = [:]
        var free = Dictionary(uniqueKeysWithValues: self.parts.keys.map { ($0, self.free($0)) })
        for share in self.shares {
            let ended: Allocation.Reason = share.mayReturn ? .renewal : .soldOut
            result[share.id] = Allocation(quantity: share.shown ?? 0, reason: share.hasEnded ? ended : .keep)
        }
        self.giveWay(&free, &result)
        self.end(&result)
        var unfed: [Share] = []
        let hungry = self.hungry(result)
        for (place, share) in hungry.enumerated() {
            if share.isEmptying, self.isWaited(for: share, by: unfed) { continue }
            // Who comes first does not take what those after it lack: the richest would only have to give it up again.
            let others = share.zeroIsReversible ? Array(hungry[(place + 1)...]) : []
            let portion =
                min(
                    self.fair(share),
                    share.most(of: { part in
                        let units = max(0, free[part] ?? 0)
                        let eaters = 1 + others.count { $0.draws[part] != nil }
                        let left = units - others.reduce(0) { $0 + $1.least(of: part) }
                        return max(
                            min((units + eaters - 1) / eaters, left), min(units, share.least(of: part)))
                    }) - share.held)
            let gain = portion - (share.sellable ?? 0)
            guard gain >= (self.isHungry(share) ? 1 : Self.worthAWrite) else {
                unfed.append(share)
                if share.shown == nil { result[share.id] = Allocation(quantity: 0, reason: .none) }
                continue
            }
            for (part, units) in share.draws { free[part, default: 0] -= (portion + share.held) * units }
            result[share.id] = Allocation(quantity: portion + share.held, reason: share.hasEnded ? .renewal : .share)
        }
        self.relieve(unfed, free, &result)
        // Where nobody knows what is shown and nothing can be given, zero is no way to find out.
        for share in self.shares where !share.zeroIsReversible && share.shown == nil && result[share.id]?.quantity == 0
        {
            result[share.id] = nil
        }
        return result
    }

    /// Who gave up its units for another waits until they are settled and the other is fed: given what is free at once,
    /// it would be asked for it again, for ever.
    private func isWaited(for giver: Share, by unfed: [Share]) -> Bool {
        unfed.contains { share in
            ((share.sellable ?? 0) == 0 || self.isFarBehind(share))
                && share.draws.keys.contains { giver.draws[$0] != nil }
        }
    }

    /// Who wants units now. Offers that zero would end come first: a full share early spares them a write later. Who has
    /// just given up its units comes last.
    private func hungry(_ result: [UUID: Allocation]) -> [Share] {
        let wanting = self.shares.filter {
            let reason = result[$0.id]?.reason
            return $0.isChangeable && (reason == .keep || reason == .renewal)
                && (self.isHungry($0) || self.lacksMuch($0))
        }
        let reversible = wanting.filter(\.zeroIsReversible)
        return wanting.filter { !$0.zeroIsReversible } + reversible.filter { !$0.isEmptying }
            + reversible.filter(\.isEmptying)
    }

    /// Where more is out than there is, the offers that may sell most go to zero until the rest fits.
    private func giveWay(_ free: inout [UUID: Int], _ result: inout [UUID: Allocation]) {
        for part in self.overdrawn {
            var missing = -(free[part] ?? 0)
            // What is already going to zero will set its units free once it has settled.
            for share in self.shares where share.draws[part] != nil && share.isEmptying {
                missing -= share.escrow.units * (share.draws[part] ?? 0)
            }
            let richest = self.shares
                .filter { $0.draws[part] != nil && $0.mayEmpty && !$0.isEmptying && $0.escrow.units > 0 }
                .sorted { ($1.escrow.units, $1.rank) < ($0.escrow.units, $0.rank) }
            for share in richest where share.zeroIsReversible && missing > 0 {
                missing -= share.escrow.units * (share.draws[part] ?? 0)
                result[share.id] = Allocation(quantity: 0, reason: .givesWay)
            }
            for share in richest where !share.zeroIsReversible && missing > 0 {
                guard let lower = self.lowered(share) else { continue }
                missing -= (share.escrow.units - lower.quantity + share.held) * (share.draws[part] ?? 0)
                result[share.id] = lower
            }
        }
    }

    /// What an offer that zero would end should show where more is out than there is: zero only when nothing is left
    /// for it. `nil` while what it may sell is not known for certain: the surplus may be only feared.
    ///
    /// A lowering of a number that is too high already can, for the length of the call, promise its units twice. Only a
    /// person who took units away, or a shop that raised its own number, brings it about.
    private func lowered(_ share: Share) -> Allocation? {
        let fair = self.fair(share)
        guard fair > 0 else {
            return (share.sellable ?? 0) > 0 ? Allocation(quantity: 0, reason: .givesWay) : nil
        }
        guard !share.escrow.isUnsettled, fair < share.sellable ?? 0 else { return nil }
        return Allocation(quantity: fair + share.held, reason: .lowered)
    }

    /// Where somebody has nothing and nothing is free, the richest gives up its units to be shared out anew: of those who
    /// draw on what is lacking. Who has plenty of another part cannot help, and nobody gives one part of a set whose other
    /// part nobody can give: it would be raised again, and asked again, for ever.
    ///
    /// The same where somebody is far behind (`isFarBehind`) and another has half as much again as its fair share. What it
    /// gets back is no more than that share, so it is not asked twice.
    private func relieve(_ unfed: [Share], _ free: [UUID: Int], _ result: inout [UUID: Allocation]) {
        for share in unfed where !share.hasEnded {
            let isEmpty = (share.sellable ?? 0) == 0
            guard isEmpty || self.isFarBehind(share) else { continue }
            let fair = self.fair(share)
            func need(_ part: UUID) -> Int {
                isEmpty ? share.least(of: part) : (fair + share.held) * (share.draws[part] ?? 0)
            }
            let lacking = share.draws.filter { (free[$0.key] ?? 0) < need($0.key) }
            let donors = self.shares.filter { donor in
                donor.id != share.id && donor.isChangeable && donor.zeroIsReversible
                    && donor.draws.keys.contains { lacking[$0] != nil }
            }
            if donors.contains(where: { $0.isEmptying || result[$0.id]?.reason == .zeroFirst }) { continue }
            let able = donors.filter {
                ($0.sellable ?? 0) >= 2 && result[$0.id]?.reason == .keep && !$0.escrow.isUnsettled
                    && (isEmpty || ($0.sellable ?? 0) * 2 >= self.fair($0) * 3)
            }
            // What one gives up must be enough for both: else it comes back to the giver, and is asked for again, for ever.
            let isEnough = lacking.keys.allSatisfy { part in
                able.contains { donor in
                    let given = donor.escrow.units * (donor.draws[part] ?? 0)
                    return given > 0 && (free[part] ?? 0) + given >= need(part) + donor.least(of: part)
                }
            }
            guard isEnough else { continue }
            let richest = able.max { ($0.sellable ?? 0, $1.rank) < ($1.sellable ?? 0, $0.rank) }
            guard let richest, fair > 0 else { continue }
            result[richest.id] = Allocation(quantity: 0, reason: .zeroFirst)
        }
    }

    /// So far below its fair share that taking another's listing to zero for a moment is worth it.
    private func isFarBehind(_ share: Share) -> Bool {
        guard let sellable = share.sellable else { return false }
        let fair = self.fair(share)
        return sellable * 2 < fair && fair - sellable >= Self.worthAWrite
    }

    /// Units to be gained that are worth a write to one that is not hungry. Below that it is sooner sold out than shared
    /// out: `relieve` then acts at zero.
    private static let worthAWrite = 8

    /// Far below its fair share, so that a write is worth its cost.
    private func isHungry(_ share: Share) -> Bool {
        let fair = self.fair(share)
        guard let sellable = share.sellable else { return true }
        guard share.zeroIsReversible else { return fair > sellable && sellable * 2 <= fair }
        return fair > 0 && sellable * 2 < fair || fair > 0 && sellable == 0
    }

    /// Not hungry, but so far below its fair share that units would lie idle.
    private func lacksMuch(_ share: Share) -> Bool {
        guard share.zeroIsReversible, let sellable = share.sellable else { return false }
        return self.fair(share) - sellable >= max(Self.worthAWrite, sellable / 2)
    }

    /// An equal part of what there is, some kept back so that later changes have room; at least one where units last.
    private func fair(_ share: Share) -> Int {
        share.most(of: { part in
            let available = self.parts[part]?.available ?? 0
            let demand = self.shares.reduce(0) { $0 + $1.demand(on: part) }
            guard demand > 0 else { return 0 }
            let even = (available - available / 8) / demand
            return max(even, min(1, available / (share.draws[part] ?? 1))) * (share.draws[part] ?? 0)
        })
    }
}

extension Pool.Share {
    /// How many of this offer the units of its parts make.
    func most(of units: (UUID) -> Int) -> Int {
        self.draws.map { part, each in max(0, units(part)) / each }.min() ?? 0
    }

    /// Units of a part without which it can offer nothing: a write repeats what unpaid orders hold, and may be sold whole.
    func least(of part: UUID) -> Int { (self.draws[part] ?? 0) * (1 + self.held) }

    /// Units of a part that each unit of a fair share asks for: twice as many where room must be kept for repeating the
    /// number, none where it cannot come back.
    func demand(on part: UUID) -> Int {
        guard self.isWritable, self.mayReturn || !self.hasEnded else { return 0 }
        return (self.draws[part] ?? 0) * (self.isRewritten ? 2 : 1)
    }

    /// Whether its last write was zero and only waits for its settling.
    var isEmptying: Bool {
        self.sellable == 0 && self.escrow.units > 0 && self.escrow.raises.contains { $0.isWrite }
    }
}
