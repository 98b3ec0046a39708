import Commerce
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
    /// Whether quantities and prices go by different calls.
    var writesPricesApart = false
    var readBatch: Int
    /// Offers that want a write and may have one, most urgent first.
    var dirty: [OfferRecord]
    /// Offers whose read-back is due, longest overdue first.
    var readsDue: [OfferRecord]
    var nextReadDue: Date?
    /// When reading the orders once more would settle something.
    var settleAt: Date?
    /// Whether an order could not be read and is to be tried again.
    var hidesSales = false
    var shipments: [(shipment: ShipmentRecord, remoteOrder: String)]
    /// Feeds that are not closed.
    var feeds: [FeedRecord] = []
    /// How many offers at the head of the line calls would reach before a feed of the rest had ended; `nil` where no feed is
    /// worth it.
    var feedBehind: Int?
    /// Orders to be read one by one, in the order in which they were named.
    var named: [NamedOrder] = []
    /// Cancellations that the channel does in its own time, the next to be asked after first.
    var followed: [OrderIntent] = []
    /// How far the reading of what the channel keeps itself is; `nil` where it keeps nothing.
    var kept: KeptReading?
    /// How far the reading of how the channel books money is; `nil` where that cannot be read.
    var finances: FinanceProgress?
    /// How far the reading of what others ask is; `nil` where that cannot be read.
    var market: MarketProgress?
    var polling: PollProgress?
    var hasHooks: Bool
    /// Whether a listing is off sale by us, that may be called now or later.
    var keepsOffSale = false
    /// Calls that may be under way at once.
    var parallel: Int
    /// What may be spent; `nil` where the channel publishes no limits.
    var purse: SyncPurse?
}

/// How far a reading of orders is.
struct PollProgress: Sendable, Hashable {
    var next: PageToken?
    /// Our clock when the first page was asked for.
    var begun: Date
    /// The channel's clock in the first answer.
    var channelTime: Date?
    /// Orders changed since then, or where a channel's search by change hides what changed just now: placed since then.
    var modifiedAfter: Date?
    /// Of a whole day, always by change.
    var isSweep: Bool
    /// Whether orders that could not be read before are tried again.
    var retries = false
}

/// One thing to do at the channel. Calls of one round go out together.
enum SyncCall: Sendable {
    /// One page of all listings.
    case listings(ConnectionRecord.Reading)
    case orders(PollProgress)
    /// One order that a webhook named.
    case order(NamedOrder)
    /// How far the channel is with a cancellation that it does in its own time.
    case follow(OrderIntent)
    /// One page of what the channel keeps itself.
    case kept(KeptReading)
    /// One page of how the channel books the merchant's money.
    case finances(FinanceProgress)
    /// What everybody asks for the goods of some listings.
    case market(MarketProgress)
    /// Offers of one call group.
    case write([UUID], WritePart)
    case read([OfferRef])
    case hooks
    case ship(ShipmentRecord, remoteOrder: String)
    /// Quantities in one document, of all offers behind so many at the head of the line.
    case feed(behind: Int)
    /// What a feed that is not closed needs next.
    case lookAtFeed(FeedRecord)
}

extension SyncCall {
    /// How many offers it reads or writes by name.
    var offers: Int {
        switch self {
        case .write(let offers, _): offers.count
        case .read(let refs): refs.count
        default: 0
        }
    }
}

/// What of an offer a call writes.
enum WritePart: Sendable, Hashable {
    case all, quantity, price
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
/// Where the channel has feeds, what calls would reach later than a feed ends travels in one; stock to zero never does.
/// Orders that are late by half their interval go before everything, so that no burst of writes can starve them.
enum SyncPlanner {
    static func next(_ state: SyncState, now: Date) -> SyncDecision {
        let connection = state.connection
        guard connection.state != .unauthorized else { return .rest }
        guard connection.state != .paused || state.keepsOffSale else { return .rest }
        if let until = connection.backoffUntil, until > now, !Plant.isPlanted(.waitIgnored) {
            return .wait(until: until)
        }

        let calls = self.calls(state, now: now)
        guard !calls.isEmpty else { return .wait(until: self.wake(state, now: now)) }
        // Before the last round is settled nobody can tell from here what is left.
        guard var purse = state.purse, !purse.isOpen else { return .calls(calls.map(\.call)) }
        let (allowed, wait) = purse.grant(calls, hold: connection.id, now: now, timeout: state.timing.timeout)
        guard allowed.isEmpty else { return .calls(allowed) }
        return .wait(until: max(wait ?? now, now.addingTimeInterval(0.02)))
    }

    /// What is to be done now, most urgent first, as many as may be under way at once; with what it costs.
    static func calls(_ state: SyncState, now: Date) -> [SyncPurse.Priced] {
        let connection = state.connection
        var calls: [SyncPurse.Priced] = []
        func add(
            _ call: SyncCall, _ kind: CallKind, _ need: CallNeed, listing: String? = nil, isZero: Bool = false
        ) {
            calls.append(
                SyncPurse.Priced(
                    call: call, kind: kind, need: need, listing: listing, offers: call.offers, isZero: isZero))
        }
        let writes = self.writes(state)
        guard connection.state != .paused else {
            // A paused connection does nothing but put back on sale what we took off it.
            for group in writes { add(.write(group.offers, group.part), .resume, .urgent, listing: group.listing) }
            return Array(calls.prefix(max(1, state.parallel)))
        }
        let poll = self.poll(state, now: now)
        let pollNeed: CallNeed = connection.ordersDueAt <= now ? .urgent : .patient
        let isLate = connection.ordersDueAt.addingTimeInterval(state.timing.orderPoll / 2) <= now
        if isLate, let poll { add(poll, .orders, pollNeed) }
        for order in state.named.prefix(2) { add(.order(order), .order, .urgent) }
        for feed in state.feeds.filter({ $0.lookAt <= now }).prefix(1) {
            add(.lookAtFeed(feed), feed.state == .reporting ? .feedReport : .feedLook, .patient)
        }
        for group in writes where group.urgency >= 4 {
            add(
                .write(group.offers, group.part), group.kind, .urgent, listing: group.listing,
                isZero: group.urgency >= 5)
        }
        if !isLate, let poll { add(poll, .orders, pollNeed) }
        // What is in doubt sells nothing or holds units back until it is known: it is read before anything patient is written.
        let isBusy = writes.contains { $0.offers.count >= state.writeBatch }
        let reads = self.reads(state, behindBatches: isBusy, now: now)
        for group in reads where group.need != .audit {
            add(.read(group.refs), .read, group.need, listing: group.refs.first?.listing)
        }
        if connection.importedAt == nil, (connection.reading?.notBefore ?? now) <= now {
            add(.listings(self.reading(connection, now: now)), .listings, .patient)
        }
        for item in state.shipments.filter({ $0.shipment.dueAt <= now }).prefix(1) {
            add(.ship(item.shipment, remoteOrder: item.remoteOrder), .ship, .patient)
        }
        for intent in state.followed.prefix(1) where intent.lookAt.map({ $0 <= now }) ?? false {
            add(.follow(intent), .follow, .patient)
        }
        if let kept = state.kept, kept.dueAt <= now { add(.kept(kept), .kept, .patient) }
        if let behind = state.feedBehind { add(.feed(behind: behind), .feed, .patient) }
        for group in writes where group.urgency < 4 {
            add(.write(group.offers, group.part), group.kind, .patient, listing: group.listing)
        }
        for group in reads where group.need == .audit {
            add(.read(group.refs), .read, group.need, listing: group.refs.first?.listing)
        }
        if state.hasHooks, connection.hooksDueAt <= now { add(.hooks, .hooks, .patient) }
        // Alone, where nothing is to be done that is kept in step, so that a slow answer keeps nothing waiting; last of all, where
        // it has waited for an hour itself.
        func mayGo(_ due: Date) -> Bool {
            due <= now && (calls.isEmpty || due.addingTimeInterval(SyncTiming.idlePatience) <= now)
        }
        if let finances = state.finances, mayGo(finances.dueAt) { add(.finances(finances), .finance, .audit) }
        if let market = state.market, mayGo(market.dueAt) { add(.market(market), .market, .audit) }
        return Array(calls.prefix(max(1, state.parallel)))
    }

    /// The reading of all listings goes on where it was left, unless that was long ago: what a channel calls its next page
    /// need not mean anything then.
    private static func reading(_ connection: ConnectionRecord, now: Date) -> ConnectionRecord.Reading {
        guard let reading = connection.reading, now.timeIntervalSince(reading.begun) < 86_400 else {
            return ConnectionRecord.Reading(begun: now)
        }
        return reading
    }

    /// Offers that one call writes.
    struct WriteGroup {
        var urgency: Int
        var listing: String
        var isResting: Bool
        /// Whether it may be sold out, by what was last seen of it or what it sold since, so that a write brings it back first.
        var isSoldOut = false
        var part = WritePart.all
        var offers: [UUID] = []

        /// What it is to cost: bringing a listing back is a call more than writing it.
        var kind: CallKind { self.isResting || self.isSoldOut ? .resume : .write }
    }

    /// Dirty offers by call group, each no larger than a batch; what was refused before goes alone.
    private static func writes(_ state: SyncState) -> [WriteGroup] {
        let mayWrite = state.connection.state == .live || state.connection.state == .restoring
        var order: [String] = []
        var groups: [String: WriteGroup] = [:]
        func put(_ offer: OfferRecord, _ key: String, _ part: WritePart, urgency: Int) {
            if groups[key] == nil {
                order.append(key)
                groups[key] = WriteGroup(
                    urgency: urgency, listing: offer.listingRef, isResting: offer.escrow.isResting, part: part)
            }
            if state.writesWholeListing {
                groups[key]!.isSoldOut =
                    groups[key]!.isSoldOut || offer.status == RemoteOffer.Status.soldOut.rawValue
                    || offer.shownQuantity.map { $0 <= 0 } ?? false
            }
            if state.writesWholeListing || groups[key]!.offers.count < state.writeBatch {
                groups[key]!.offers.append(offer.id)
            }
        }
        for offer in state.dirty where offer.urgency > 2 || !Plant.isPlanted(.raisesDropped) {
            guard mayWrite || offer.escrow.isResting else { continue }
            if state.writesWholeListing {
                put(offer, "listing:\(offer.listingRef)", .all, urgency: offer.urgency)
            } else if state.writesPricesApart {
                if offer.quantityDiffers {
                    let key = offer.tries > 0 ? "alone:\(offer.id)" : "group:\(offer.callGroup)"
                    put(offer, key, .quantity, urgency: offer.urgency == 3 ? 2 : offer.urgency)
                }
                if offer.priceDiffers, !offer.priceWaits {
                    let key = offer.tries > 0 ? "price alone:\(offer.id)" : "price:\(offer.listingRef)"
                    put(offer, key, .price, urgency: 3)
                }
            } else {
                put(
                    offer, offer.tries > 0 ? "alone:\(offer.id)" : "group:\(offer.callGroup)", .all,
                    urgency: offer.urgency)
            }
        }
        return order.compactMap { groups[$0] }
    }

    private static func poll(_ state: SyncState, now: Date) -> SyncCall? {
        if let progress = state.polling { return .orders(progress) }
        let connection = state.connection
        guard self.pollTime(state, now: now) <= now else { return nil }
        let forgetsSweep = Plant.isPlanted(.scalarCursor) || Plant.isPlanted(.ownClockCursor)
        let isSweep = connection.sweepDueAt <= now && connection.orderCursor != nil && !forgetsSweep
        let day = 86_400.0
        let from = connection.orderCursor.map { isSweep ? $0.addingTimeInterval(-day) : $0 }
        return .orders(
            PollProgress(
                next: nil, begun: now, modifiedAfter: from ?? connection.cutoverAt.addingTimeInterval(-30 * day),
                isSweep: isSweep, retries: state.hidesSales))
    }

    /// When orders may be read next: when they are due, or when reading them would settle something, and not too soon
    /// after the last time. Where calls are limited, settling may wait for more to settle, and polls of all connections
    /// together keep to their part; a webhook is always followed.
    private static func pollTime(_ state: SyncState, now: Date) -> Date {
        let connection = state.connection
        let last = connection.ordersReadAt ?? .distantPast
        let isCalled = connection.hookAt.map { $0 > last } ?? false
        let shortest = state.timing.pollGap
        let gap = isCalled ? shortest : max(shortest, state.purse?.pollGap(now: now) ?? 0)
        let patience = state.purse == nil ? shortest : state.dirty.isEmpty ? 1 : 5
        let due = max(connection.ordersDueAt, last.addingTimeInterval(gap))
        guard let settle = state.settleAt else { return due }
        return min(due, max(settle, connection.ordersProveFrom ?? settle, last.addingTimeInterval(patience)))
    }

    /// Groups of offers whose read-back is due. Where a call reads whole listings, it reads many; elsewhere simple products
    /// and each parent's variations are read apart. What keeps a listing off sale is urgent.
    ///
    /// Where calls are limited, only what is in doubt is read while something waits to be written. A read-back is in no
    /// hurry: it waits a little for others to share its call, and behind whole batches of writes for a minute.
    private static func reads(
        _ state: SyncState, behindBatches isBusy: Bool, now: Date
    ) -> [(need: CallNeed, refs: [OfferRef])] {
        guard let first = state.readsDue.map(\.readDueAt).min() else { return [] }
        let isWorthACall =
            first.addingTimeInterval(SyncTiming.readGap) <= now
            || state.readsDue.count(where: { $0.readDueAt <= now }) >= state.readBatch
            || state.readsDue.contains { $0.inDoubt || $0.shownQuantity == nil }
        guard isWorthACall else { return [] }
        let latest = now.addingTimeInterval(-SyncTiming.readPatience)
        func mayGo(_ offer: OfferRecord) -> Bool {
            if state.purse != nil { return state.dirty.isEmpty || offer.inDoubt }
            let isAudit = !offer.inDoubt && offer.shownQuantity != nil && !offer.escrow.isResting
            return !isBusy || !isAudit || offer.readDueAt <= latest
        }
        var order: [String] = []
        var groups: [String: (need: CallNeed, refs: [OfferRef])] = [:]
        for offer in state.readsDue where mayGo(offer) {
            let key = state.writesWholeListing ? "" : offer.callGroup
            if groups[key] == nil {
                // Longest overdue first: what is only due soon makes no call of its own.
                guard offer.readDueAt <= now else { continue }
                order.append(key)
                groups[key] = (.audit, [])
            }
            if groups[key]!.refs.count < state.readBatch {
                groups[key]!.refs.append(OfferRef(offer))
                if offer.escrow.isResting {
                    groups[key]!.need = .urgent
                } else if offer.inDoubt || offer.shownQuantity == nil, groups[key]!.need == .audit {
                    groups[key]!.need = .patient
                }
            }
        }
        return order.compactMap { groups[$0] }
    }

    private static func wake(_ state: SyncState, now: Date) -> Date {
        let connection = state.connection
        guard connection.state != .paused else { return now.addingTimeInterval(10) }
        let soonest =
            [
                self.pollTime(state, now: now), state.nextReadDue?.addingTimeInterval(SyncTiming.readGap),
                state.shipments.map(\.shipment.dueAt).min(), state.feeds.map(\.lookAt).min(),
                state.followed.first?.lookAt,
                state.hasHooks ? connection.hooksDueAt : nil, state.kept?.dueAt, state.finances?.dueAt,
                state.market?.dueAt,
                connection.importedAt == nil ? connection.reading?.notBefore : nil,
            ].compactMap { $0 }.min() ?? now.addingTimeInterval(60)
        // Never in a tight circle, whatever is due but may not be done yet.
        return max(soonest, now.addingTimeInterval(0.1))
    }
}
