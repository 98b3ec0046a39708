import Commerce
import ConnectorKit
import Connectors
import Foundation
import Records
import Store
import Synchronization
import Testing
import Wire

@testable import Operations

@Suite("The planner")
struct SyncPlannerTests {
    static let now = Date(timeIntervalSince1970: 1_767_225_600)

    /// A live, imported connection with nothing to do for a minute.
    static func calm(_ change: (inout SyncState) -> Void = { _ in }) -> SyncState {
        var connection = ConnectionRecord(
            id: UUID(), channel: "woocommerce", name: "Shop", address: "", credentials: [], webhookSecret: [],
            createdAt: Self.now.addingTimeInterval(-3_600))
        connection.state = .live
        connection.importedAt = Self.now.addingTimeInterval(-3_000)
        connection.orderCursor = Self.now.addingTimeInterval(-20)
        connection.ordersReadAt = Self.now.addingTimeInterval(-10)
        connection.ordersDueAt = Self.now.addingTimeInterval(50)
        connection.sweepDueAt = Self.now.addingTimeInterval(600)
        connection.hooksDueAt = Self.now.addingTimeInterval(300)
        var state = SyncState(
            connection: connection, timing: SyncTiming(WooCommerce.manifest, ConnectionRecord.Settings(orderPoll: 60)),
            writeBatch: 3, readBatch: 3, dirty: [], readsDue: [], nextReadDue: Self.now.addingTimeInterval(39),
            settleAt: nil, shipments: [], polling: nil, hasHooks: true, parallel: 20)
        change(&state)
        return state
    }

    static func offer(
        shown: Int?, wanted: Int?, price: Int64? = nil, group: String = "", tries: Int = 0, waits: Double = 0
    ) -> OfferRecord {
        var offer = OfferRecord(
            id: UUID(), connection: UUID(), listingRef: "1", variationRef: "", callGroup: group, title: "",
            currency: .gbp,
            countsStock: true, createdAt: Self.now)
        offer.mapping = .linked
        offer.shownQuantity = shown
        offer.wantedQuantity = wanted
        offer.shownPrice = 100
        offer.wantedPrice = price ?? 100
        offer.tries = tries
        offer.wantedAt = Self.now.addingTimeInterval(-waits)
        offer.readDueAt = Self.now.addingTimeInterval(-5)
        return offer
    }

    /// What a decision does, in words.
    static func words(_ state: SyncState) -> [String] {
        switch SyncPlanner.next(state, now: Self.now) {
        case .rest: ["rest"]
        case .wait(let until): ["wait \(Int(until.timeIntervalSince(Self.now).rounded()))"]
        case .calls(let calls):
            calls.map { call in
                switch call {
                case .listings: "listings"
                case .orders(let progress): progress.isSweep ? "sweep" : "orders"
                case .write(let offers, _): "write \(offers.count)"
                case .read(let refs): "read \(refs.count)"
                case .hooks: "hooks"
                case .ship: "ship"
                case .feed(let behind): "feed behind \(behind)"
                case .lookAtFeed: "feed look"
                case .order(let named): "order \(named.remoteID)"
                case .kept: "kept"
                case .finances: "finances"
                case .market: "market"
                case .follow: "follow"
                }
            }
        }
    }

    @Test("a listing that has sold its last unit is charged for coming back, also before anybody looked at it again")
    func soldOutIsCharged() {
        for (shown, kind) in [(0, CallKind.resume), (-1, .resume), (1, .write)] {
            let state = Self.calm {
                $0.writesWholeListing = true
                $0.dirty = [Self.offer(shown: shown, wanted: 5)]
            }
            #expect(SyncPlanner.calls(state, now: Self.now).map(\.kind) == [kind])
        }
    }

    @Test("what a channel keeps itself is read when it is due, behind what is urgent, and woken for")
    func kept() {
        let due = Self.calm {
            $0.kept = KeptReading(dueAt: Self.now)
            $0.dirty = [Self.offer(shown: 5, wanted: 0), Self.offer(shown: 1, wanted: 4, group: "x")]
        }
        #expect(Self.words(due) == ["write 1", "kept", "write 1"])
        #expect(Self.words(Self.calm { $0.kept = KeptReading(dueAt: Self.now.addingTimeInterval(7)) }) == ["wait 7"])
    }

    @Test(
        "what is read for people alone goes when nothing else is to be done, or has waited for an hour; and is woken for"
    )
    func idle() {
        let due = Self.calm {
            $0.finances = FinanceProgress(dueAt: Self.now)
            $0.market = MarketProgress(dueAt: Self.now)
        }
        #expect(Self.words(due) == ["finances"])
        var busy = due
        busy.kept = KeptReading(dueAt: Self.now)
        busy.dirty = [Self.offer(shown: 5, wanted: 0), Self.offer(shown: 1, wanted: 4, group: "x")]
        #expect(Self.words(busy) == ["write 1", "kept", "write 1"])
        busy.finances?.dueAt = Self.now.addingTimeInterval(-3_600)
        busy.market?.dueAt = Self.now.addingTimeInterval(-3_601)
        #expect(Self.words(busy) == ["write 1", "kept", "write 1", "finances", "market"])
        // Where others take all the places, it waits.
        busy.parallel = 3
        #expect(Self.words(busy) == ["write 1", "kept", "write 1"])
        let later = Self.calm {
            $0.finances = FinanceProgress(dueAt: Self.now.addingTimeInterval(9))
            $0.market = MarketProgress(dueAt: Self.now.addingTimeInterval(7))
        }
        #expect(Self.words(later) == ["wait 7"])
    }

    @Test("orders that were named are read before anything is written, two at a time, each once")
    func named() {
        func item(_ order: String) -> InboxRecords.Item {
            InboxRecords.Item(id: UUID(), kind: "named-order", resource: order, receivedAt: Self.now)
        }
        let items = ["1", "2", "1", "3", "1"].map(item)
        let orders = NamedOrder.all(items)
        #expect(orders.map(\.remoteID) == ["1", "2", "3"])
        #expect(orders[0].items == [items[0].id, items[2].id, items[4].id])
        let state = Self.calm {
            $0.named = orders
            $0.dirty = [Self.offer(shown: 5, wanted: 0)]
        }
        #expect(Self.words(state) == ["order 1", "order 2", "write 1"])
        let stopped = Self.calm {
            $0.named = orders
            $0.connection.state = .paused
        }
        #expect(Self.words(stopped) == ["rest"])
    }

    @Test(
        "where prices go apart, one offer’s quantity and price are two calls, and quantities of all products share one")
    func apart() {
        let state = Self.calm {
            $0.writesPricesApart = true
            $0.dirty = [
                Self.offer(shown: 5, wanted: 0, price: 120), Self.offer(shown: 5, wanted: 2),
                Self.offer(shown: 3, wanted: 3, price: 90),
            ]
        }
        guard case .calls(let calls) = SyncPlanner.next(state, now: Self.now) else { return #expect(Bool(false)) }
        let writes = calls.compactMap { call -> String? in
            if case .write(let offers, let part) = call { "\(part) \(offers.count)" } else { nil }
        }
        #expect(writes == ["quantity 2", "price 2"])
    }

    @Test(
        "a page of listings that the channel still prepares is not asked for before it may be ready; all else goes on")
    func preparing() {
        func state(_ seconds: Double) -> SyncState {
            Self.calm {
                $0.connection.importedAt = nil
                $0.connection.reading = ConnectionRecord.Reading(
                    next: "p2", begun: Self.now, done: 3, notBefore: Self.now.addingTimeInterval(seconds))
            }
        }
        #expect(Self.words(state(12)) == ["wait 12"])
        #expect(Self.words(state(-1)) == ["listings"])
        var busy = state(12)
        busy.connection.ordersDueAt = Self.now
        #expect(Self.words(busy) == ["orders"])
    }

    /// The offers of each write, in order.
    static func writes(_ state: SyncState) -> [[UUID]] {
        guard case .calls(let calls) = SyncPlanner.next(state, now: Self.now) else { return [] }
        return calls.compactMap { if case .write(let offers, _) = $0 { offers } else { nil } }
    }

    static func shipment(due: Double = 0) -> (shipment: ShipmentRecord, remoteOrder: String) {
        var shipment = ShipmentRecord(
            id: UUID(), order: UUID(), connection: UUID(), carrier: nil, tracking: "T1", createdAt: Self.now)
        shipment.dueAt = Self.now.addingTimeInterval(due)
        return (shipment, "7")
    }

    @Test(
        "to zero goes before falling, falling before orders that are due, orders before shipments, price, rising and reads"
    )
    func order() {
        let zero = Self.offer(shown: 5, wanted: 0, group: "a")
        let falling = Self.offer(shown: 5, wanted: 3, group: "b")
        let price = Self.offer(shown: 5, wanted: 5, price: 90, group: "c")
        let rising = Self.offer(shown: 5, wanted: 9, group: "d")
        #expect([zero, falling, price, rising].map(\.urgency) == [5, 4, 3, 2])
        let state = Self.calm {
            $0.dirty = [zero, falling, price, rising]
            $0.connection.ordersDueAt = Self.now
            $0.connection.hooksDueAt = Self.now
            $0.shipments = [Self.shipment()]
            $0.readsDue = [Self.offer(shown: 1, wanted: 1)]
        }
        #expect(
            Self.words(state) == ["write 1", "write 1", "orders", "ship", "write 1", "write 1", "read 1", "hooks"])
        #expect(Self.writes(state) == [[zero.id], [falling.id], [price.id], [rising.id]])
    }

    @Test("offers of one call group share one batch that is never larger than the channel takes")
    func batches() {
        let simple = (0..<5).map { _ in Self.offer(shown: 5, wanted: 1) }
        let variations = (0..<2).map { _ in Self.offer(shown: 5, wanted: 1, group: "77") }
        let state = Self.calm { $0.dirty = [simple[0], variations[0]] + simple[1...] + [variations[1]] }
        #expect(Self.writes(state) == [simple.prefix(3).map(\.id), variations.map(\.id)])
    }

    @Test("what was refused before goes alone, so that it spoils no neighbour's call")
    func alone() {
        let good = (0..<2).map { _ in Self.offer(shown: 5, wanted: 1) }
        let bad = (0..<2).map { _ in Self.offer(shown: 5, wanted: 1, tries: 1) }
        let state = Self.calm { $0.dirty = [good[0], bad[0], bad[1], good[1]] }
        #expect(Self.writes(state) == [good.map(\.id), [bad[0].id], [bad[1].id]])
    }

    @Test("orders that are late by half their interval go before everything, so that no burst of writes starves them")
    func late() {
        let writes = (0..<9).map { Self.offer(shown: 5, wanted: 0, group: "\($0)") }
        let late = Self.calm {
            $0.dirty = writes
            $0.parallel = 2
            $0.connection.ordersDueAt = Self.now.addingTimeInterval(-31)
        }
        #expect(Self.words(late) == ["orders", "write 1"])
        let due = Self.calm {
            $0.dirty = writes
            $0.parallel = 2
            $0.connection.ordersDueAt = Self.now.addingTimeInterval(-29)
        }
        #expect(Self.words(due) == ["write 1", "write 1"])
    }

    @Test(
        "a connection that is paused or refused by its shop rests",
        arguments: [ConnectionRecord.State.paused, .unauthorized])
    func rests(state: ConnectionRecord.State) {
        let busy = Self.calm {
            $0.connection.state = state
            $0.dirty = [Self.offer(shown: 5, wanted: 0)]
            $0.connection.ordersDueAt = .distantPast
        }
        #expect(Self.words(busy) == ["rest"])
    }

    @Test("a shop that asked to wait is left alone until then, whatever is urgent")
    func backoff() {
        let state = Self.calm {
            $0.dirty = [Self.offer(shown: 5, wanted: 0)]
            $0.connection.ordersDueAt = .distantPast
            $0.connection.backoffUntil = Self.now.addingTimeInterval(7)
        }
        #expect(Self.words(state) == ["wait 7"])
        let over = Self.calm {
            $0.dirty = [Self.offer(shown: 5, wanted: 0)]
            $0.connection.backoffUntil = Self.now
        }
        #expect(Self.words(over) == ["write 1"])
    }

    @Test("with nothing due it waits for whatever comes first")
    func waits() {
        #expect(Self.words(Self.calm()) == ["wait 40"])
        #expect(Self.words(Self.calm { $0.connection.ordersDueAt = Self.now.addingTimeInterval(20) }) == ["wait 20"])
        #expect(Self.words(Self.calm { $0.settleAt = Self.now.addingTimeInterval(5) }) == ["wait 5"])
        #expect(Self.words(Self.calm { $0.shipments = [Self.shipment(due: 9)] }) == ["wait 9"])
        #expect(Self.words(Self.calm { $0.connection.hooksDueAt = Self.now.addingTimeInterval(3) }) == ["wait 3"])
        let hookless = Self.calm {
            $0.connection.hooksDueAt = Self.now.addingTimeInterval(-3)
            $0.hasHooks = false
        }
        #expect(Self.words(hookless) == ["wait 40"])
    }

    @Test("it never circles: what is due and may not be done yet makes it wait a tenth of a second at least")
    func noCircle() {
        let justRead = Self.calm {
            $0.connection.ordersDueAt = .distantPast
            $0.connection.ordersReadAt = Self.now.addingTimeInterval(-0.1)
        }
        guard case .wait(let until) = SyncPlanner.next(justRead, now: Self.now) else {
            Issue.record("two readings of the orders are too close")
            return
        }
        #expect(until >= Self.now.addingTimeInterval(0.1))
    }

    @Test("no more calls go out at once than the shop bears", arguments: 1...4)
    func parallel(limit: Int) {
        let state = Self.calm {
            $0.dirty = (0..<9).map { Self.offer(shown: 5, wanted: 0, group: "\($0)") }
            $0.readsDue = [Self.offer(shown: 1, wanted: 1)]
            $0.connection.ordersDueAt = Self.now
            $0.parallel = limit
        }
        #expect(Self.words(state).count == limit)
    }

    @Test("a read-back waits a second for others to share its call, unless it is in doubt or a call is full")
    func readsTogether() {
        func due(_ seconds: Double, inDoubt: Bool = false) -> OfferRecord {
            var offer = Self.offer(shown: 1, wanted: 1)
            offer.readDueAt = Self.now.addingTimeInterval(-seconds)
            offer.inDoubt = inDoubt
            return offer
        }
        #expect(Self.words(Self.calm { $0.readsDue = [due(0.2)] }) == ["wait 40"])
        #expect(Self.words(Self.calm { $0.readsDue = [due(1), due(0.2)] }) == ["read 2"])
        #expect(Self.words(Self.calm { $0.readsDue = [due(0.2, inDoubt: true)] }) == ["read 1"])
        #expect(Self.words(Self.calm { $0.readsDue = [due(0.2), due(0.1), due(0)] }) == ["read 3"])
    }

    @Test("while a whole batch waits to be written, a read-back that is in no doubt waits, a minute at most")
    func readsBehindABatch() {
        func due(_ seconds: Double, inDoubt: Bool = false) -> OfferRecord {
            var offer = Self.offer(shown: 1, wanted: 1)
            offer.readDueAt = Self.now.addingTimeInterval(-seconds)
            offer.inDoubt = inDoubt
            return offer
        }
        func words(_ writes: Int, _ read: OfferRecord) -> [String] {
            Self.words(
                Self.calm {
                    $0.dirty = (0..<writes).map { _ in Self.offer(shown: 1, wanted: 5) }
                    $0.readsDue = [read]
                })
        }
        #expect(words(3, due(5)) == ["write 3"])
        #expect(words(2, due(5)) == ["write 2", "read 1"])
        #expect(words(3, due(61)) == ["write 3", "read 1"])
        #expect(words(3, due(5, inDoubt: true)) == ["read 1", "write 3"])
    }

    @Test("a draft reads orders and listings and writes nothing")
    func draft() {
        let state = Self.calm {
            $0.connection.state = .draft
            $0.connection.importedAt = nil
            $0.connection.ordersDueAt = Self.now
            $0.dirty = [Self.offer(shown: 5, wanted: 0)]
        }
        #expect(Self.words(state) == ["orders", "listings"])
    }

    @Test(
        "the sweep reads a whole day again; a common reading begins at the cursor, the first a month before connecting")
    func windows() throws {
        func window(_ state: SyncState) throws -> (from: Double, isSweep: Bool) {
            guard case .calls(let calls) = SyncPlanner.next(state, now: Self.now), case .orders(let progress) = calls[0]
            else {
                throw BenchError(description: "no orders")
            }
            return (try #require(progress.modifiedAfter).timeIntervalSince(Self.now), progress.isSweep)
        }
        #expect(try window(Self.calm { $0.connection.ordersDueAt = Self.now }) == (-20, false))
        let sweep = Self.calm {
            $0.connection.ordersDueAt = Self.now
            $0.connection.sweepDueAt = Self.now
        }
        #expect(try window(sweep) == (-86_420, true))
        let first = Self.calm {
            $0.connection.ordersDueAt = Self.now
            $0.connection.sweepDueAt = Self.now
            $0.connection.orderCursor = nil
        }
        #expect(try window(first) == (-3_600 - 30 * 86_400, false))
    }

    @Test("a reading of several pages goes on where it stands")
    func pages() {
        let state = Self.calm {
            $0.polling = PollProgress(
                next: PageToken("2"), begun: Self.now, channelTime: nil, modifiedAfter: nil, isSweep: true)
        }
        #expect(Self.words(state) == ["sweep"])
    }

    @Test("orders that would settle a number are asked for although no poll is due")
    func settling() {
        #expect(Self.words(Self.calm { $0.settleAt = Self.now }) == ["orders"])
    }
}
