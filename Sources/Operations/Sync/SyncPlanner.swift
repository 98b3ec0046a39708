import ConnectorKit
import Foundation
import Records

/// Everything there is to know before the next call to one connection.
struct SyncState: Sendable {
    var connection: ConnectionRecord
    var timing: SyncTiming
    var writeBatch: Int
    /// Whether a write replaces a whole listing: then a listing is one call, whatever it holds.
    var writesWholeListing = false
    var readBatch: Int
    /// Offers that want a write and may have one, most urgent first.
    var dirty: [OfferRecord]
    /// Offers whose read-back is due, longest overdue first.
    var readsDue: [OfferRecord]
    var nextReadDue: Date?
    /// When reading the orders once more would settle something.
    var settleAt: Date?
    var shipments: [(shipment: ShipmentRecord, remoteOrder: String)]
    var listing: ListingProgress?
    var polling: PollProgress?
    var hasHooks: Bool
    /// Calls that may be under way at once.
    var parallel: Int
}

/// How far a reading of all listings is.
struct ListingProgress: Sendable, Hashable {
    var next: PageToken?
    var begun: Date
    var done: Int = 0
}

/// How far a reading of orders is.
struct PollProgress: Sendable, Hashable {
    var next: PageToken?
    /// Our clock when the first page was asked for.
    var begun: Date
    /// The channel's clock in the first answer.
    var channelTime: Date?
    var modifiedAfter: Date?
    var isSweep: Bool
}

/// One thing to do at the channel. Calls of one round go out together.
enum SyncCall: Sendable {
    case listings(ListingProgress)
    case orders(PollProgress)
    /// Offers of one call group.
    case write([UUID])
    case read([OfferRef])
    case hooks
    case ship(ShipmentRecord, remoteOrder: String)
}

enum SyncDecision: Sendable {
    case calls([SyncCall])
    case wait(until: Date)
    /// Nothing, until somebody wakes the connection.
    case rest
}

/// Decides what comes next for one connection. Pure: no clock, no database, no network.
///
/// Order of urgency: stock to zero, stock falling, then orders where they are due, price, stock rising, read-backs.
/// Orders that are late by half their interval go before everything, so that no burst of writes can starve them.
enum SyncPlanner {
    static func next(_ state: SyncState, now: Date) -> SyncDecision {
        let connection = state.connection
        guard connection.state != .paused, connection.state != .unauthorized else { return .rest }
        if let until = connection.backoffUntil, until > now { return .wait(until: until) }

        var calls: [SyncCall] = []
        let writes = self.writes(state)
        let urgent = writes.filter { $0.urgency >= 4 }.map { SyncCall.write($0.offers) }
        let patient = writes.filter { $0.urgency < 4 }.map { SyncCall.write($0.offers) }
        let poll = self.poll(state, now: now)
        let isLate = connection.ordersDueAt.addingTimeInterval(state.timing.orderPoll / 2) <= now
        if isLate, let poll { calls.append(poll) }
        calls += urgent
        if !isLate, let poll { calls.append(poll) }
        if connection.importedAt == nil {
            calls.append(.listings(state.listing ?? ListingProgress(next: nil, begun: now)))
        }
        calls += state.shipments.filter { $0.shipment.dueAt <= now }.prefix(1).map {
            .ship($0.shipment, remoteOrder: $0.remoteOrder)
        }
        calls += patient
        calls += self.reads(state)
        if state.hasHooks, connection.hooksDueAt <= now { calls.append(.hooks) }
        guard calls.isEmpty else { return .calls(Array(calls.prefix(max(1, state.parallel)))) }
        return .wait(until: self.wake(state, now: now))
    }

    /// Dirty offers by call group, each no larger than a batch; what was refused before goes alone.
    private static func writes(_ state: SyncState) -> [(urgency: Int, offers: [UUID])] {
        guard state.connection.state == .live || state.connection.state == .restoring else { return [] }
        var order: [String] = []
        var groups: [String: (urgency: Int, offers: [UUID])] = [:]
        for offer in state.dirty {
            let isWhole = state.writesWholeListing
            let key =
                isWhole
                ? "listing:\(offer.listingRef)"
                : offer.tries > 0 ? "alone:\(offer.id)" : "group:\(offer.callGroup)"
            if groups[key] == nil {
                order.append(key)
                groups[key] = (offer.urgency, [])
            }
            if isWhole || groups[key]!.offers.count < state.writeBatch { groups[key]!.offers.append(offer.id) }
        }
        return order.compactMap { groups[$0] }
    }

    private static func poll(_ state: SyncState, now: Date) -> SyncCall? {
        if let progress = state.polling { return .orders(progress) }
        let connection = state.connection
        let mayAgain = (connection.ordersReadAt ?? .distantPast).addingTimeInterval(state.timing.pollGap) <= now
        let isDue = connection.ordersDueAt <= now || state.settleAt.map { $0 <= now } ?? false
        guard isDue && mayAgain else { return nil }
        let isSweep = connection.sweepDueAt <= now && connection.orderCursor != nil
        let day = 86_400.0
        let from = connection.orderCursor.map { isSweep ? $0.addingTimeInterval(-day) : $0 }
        return .orders(
            PollProgress(
                next: nil, begun: now, modifiedAfter: from ?? connection.cutoverAt.addingTimeInterval(-30 * day),
                isSweep: isSweep))
    }

    /// One group of offers whose read-back is due; a shop reads simple products and each parent's variations apart.
    private static func reads(_ state: SyncState) -> [SyncCall] {
        var order: [String] = []
        var groups: [String: [OfferRef]] = [:]
        for offer in state.readsDue {
            if groups[offer.callGroup] == nil { order.append(offer.callGroup) }
            if groups[offer.callGroup, default: []].count < state.readBatch {
                groups[offer.callGroup, default: []].append(OfferRef(offer))
            }
        }
        return order.compactMap { groups[$0].map { .read($0) } }
    }

    private static func wake(_ state: SyncState, now: Date) -> Date {
        let connection = state.connection
        let soonest =
            [
                connection.ordersDueAt, state.settleAt, state.nextReadDue, state.shipments.map(\.shipment.dueAt).min(),
                state.hasHooks ? connection.hooksDueAt : nil,
            ].compactMap { $0 }.min() ?? now.addingTimeInterval(60)
        // Never in a tight circle, whatever is due but may not be done yet.
        return max(soonest, now.addingTimeInterval(0.1))
    }
}
