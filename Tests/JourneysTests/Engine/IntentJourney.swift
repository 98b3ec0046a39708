import Commerce
import ConnectorKit
import Foundation
import Jobs
import Operations
import Records
import Store
import Synchronization
import Testing
import Twins
import Wire
import Workbench

@Suite("Intents over real HTTP")
struct IntentJourney {
    @Test("no write leaves before its intent is committed", arguments: Engine.available)
    func before(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", "B", "C", stock: 40)
        try await TradingBench.with(engine, goods: goods) { bench in
            let seen = Mutex<(rows: Int, unintended: [String])>((0, []))
            bench.wire.before { call in
                guard call.isWrite else { return nil }
                do {
                    let missing = try await bench.withoutIntent(call)
                    seen.withLock {
                        $0.rows += call.updates.count
                        $0.unintended += missing
                    }
                } catch {
                    seen.withLock { $0.unintended.append("\(error)") }
                }
                return nil
            }
            try await bench.openForBusiness()
            await bench.market.startCrowd(CrowdPlan(rate: 15, purchases: 20, seed: 3))
            try await bench.eventually(seconds: 20, "the crowd has bought") {
                await bench.market.crowdTried ?? 20 >= 20
            }
            await bench.market.settle(keepingFaults: false)
            try await bench.eventually(seconds: 30, "everything agrees") { try await bench.agrees() }
            let result = seen.withLock { $0 }
            #expect(result.rows > 5)
            #expect(result.unintended == [])
            try await bench.booksAgree()
        }
    }

    /// A worker is gone with its call out, before or after the shop took it.
    @Test(
        "a worker that dies with its write out is followed by one that waits, reads back and converges",
        arguments: Engine.available, [true, false])
    func dead(engine: Engine, reachedTheShop: Bool) async throws {
        let goods = TwinProduct.simple("A", stock: 20)
        try await TradingBench.with(engine, shops: 1, goods: goods, works: false) { bench in
            bench.work()
            try await bench.openForBusiness()
            try await bench.eventually(seconds: 20, "all is settled") { try await bench.isCalm() }
            await bench.stopWorking()

            let (isOut, end) = (Gate(), Gate())
            defer { end.open() }
            let hang: @Sendable (HTTPCall) async -> Void = { call in
                guard call.isWrite else { return }
                isOut.open()
                await end.passed()
            }
            if reachedTheShop {
                bench.wire.after { call, reply in
                    await hang(call)
                    return reply
                }
            } else {
                bench.wire.before { call in
                    await hang(call)
                    return call.isWrite ? .unreachable("dead") : nil
                }
            }
            _ = try await SetStock(sku: "A", onHand: 7).run(bench.desk)
            let lease = try await bench.claim("dying", lease: 3)
            let dying = Task {
                defer { isOut.open() }
                return await ConnectionReconciler(bench.hub).reconcile(lease)
            }
            await isOut.passed()
            bench.wire.after(nil)
            bench.wire.before(nil)

            bench.work(owner: "next")
            let offer = try await bench.offer("shop-0", "A")
            try await bench.eventually(seconds: 10, "the next worker has found the orphan") {
                let intents = try await bench.desk.read { try IntentRecords.latest($0, offer: offer.id, limit: 9) }
                return intents.contains { $0.state == .unknown }
            }
            try await bench.eventually(seconds: 20, "the shop shows the new number") {
                try await all(bench.isCalm(), bench.item("shop-0", "A")?.stock == 7)
            }
            end.open()
            _ = await dying.value
            try await bench.eventually(seconds: 10, "and goes on showing it") { try await bench.isCalm() }
            #expect(try await bench.offer("shop-0", "A").shownQuantity == 7)
        }
    }
}

extension TradingBench {
    /// Rows of a write whose intent is not in the database as it leaves.
    func withoutIntent(_ call: HTTPCall) async throws -> [String] {
        guard let shop = call.url.path.split(separator: "/").first.map(String.init) else { return ["no shop"] }
        let id = try self.connection(shop)
        let (offers, open) = try await self.desk.read { db in
            (try OfferRecords.of(db, connection: id), try IntentRecords.open(db, connection: id))
        }
        return call.updates.compactMap { row in
            guard let listing = row["id"] as? Int, let offer = offers.first(where: { $0.listingRef == "\(listing)" })
            else {
                return "\(shop): \(row) is nobody's"
            }
            let quantity = row["stock_quantity"] as? Int
            let isIntended = open.contains { $0.offer == offer.id && $0.quantity == quantity }
            return isIntended ? nil : "\(shop): \(offer.sku ?? "") \(row)"
        }
    }

    func claim(_ owner: String, lease: TimeInterval) async throws -> Lease {
        for _ in 0..<100 {
            let leases = try await self.hub.store.system { db in
                try Jobs.claim(db, kinds: [SyncQueue.kind], owner: owner, limit: 1, now: Date(), lease: lease)
            }
            if let found = leases.first { return found }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchError(description: "nothing was due")
    }
}
