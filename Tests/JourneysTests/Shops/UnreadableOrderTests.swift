import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Twins
import Wire
import Workbench

@Suite("Orders that cannot be read")
struct UnreadableOrderTests {
    @Test(
        "one is parked with its reason, its neighbours are imported, and it is imported once it can be read",
        arguments: Engine.available)
    func parked(engine: Engine) async throws {
        try await TradingBench.with(engine, shops: 1, goods: TwinProduct.simple("A", "B", stock: 20)) { bench in
            try await bench.openForBusiness()
            let shop = try #require(await bench.market.shop("shop-0"))
            let broken = Mutex<Int?>(nil)
            let isClosed = Mutex(false)
            bench.wire.after { call, reply in
                guard call.url.path.contains("/orders") else { return reply }
                if let id = broken.withLock({ $0 }) { return Self.breaking(order: id, in: reply) }
                return isClosed.withLock { $0 } ? HTTPReply(status: 503, headers: [], body: []) : reply
            }
            // Nobody may read it before it is broken, not even who had asked already.
            isClosed.withLock { $0 = true }
            bench.wire.before { $0.url.path.contains("/orders") ? .unreachable("not yet") : nil }
            let first = try #require(await shop.buy("A", units: 1))
            let second = try #require(await shop.buy("A", units: 2))
            let third = try #require(await shop.buy("B", units: 4))
            broken.withLock { $0 = second.orderID }
            isClosed.withLock { $0 = false }
            bench.wire.before(nil)

            try await bench.eventually(seconds: 20, "the neighbours are imported") {
                let one = try await bench.imported(order: first.orderID, of: "shop-0")
                let three = try await bench.imported(order: third.orderID, of: "shop-0")
                return one != nil && three != nil
            }
            try await bench.eventually(seconds: 10, "the unreadable one is told") {
                let items = try await bench.desk.read { try UnreadableRecords.all($0) }
                return items.contains { $0.place == "\(second.orderID)" && !$0.reason.isEmpty }
            }
            #expect(try await bench.imported(order: second.orderID, of: "shop-0") == nil)
            #expect(try await ShowConnection("shop-0").run(bench.desk).unreadable == 1)
            #expect(try await bench.stock(of: "A").reserved == 1)
            // The shop shows two fewer than it should: what the order sold is not offered again.
            let read = try await bench.offer("shop-0", "A").observedAt
            try await bench.eventually(seconds: 15, "it was read back twice") {
                try await bench.offer("shop-0", "A").observedAt ?? .distantPast
                    > (read ?? .distantPast).addingTimeInterval(2.5)
            }
            #expect(await bench.item("shop-0", "A")?.stock == 17)
            #expect(try await bench.events("drift.found").isEmpty)

            broken.withLock { $0 = nil }
            try await bench.eventually(seconds: 20, "it is imported once it can be read") {
                try await bench.stock(of: "A").reserved == 3
            }
            try await bench.eventually(seconds: 20, "nothing is left unreadable") {
                try await bench.desk.read { try UnreadableRecords.all($0) }.isEmpty
            }
            try await bench.booksAgree()
        }
    }

    /// The same answer with one order whose lines are no list.
    private static func breaking(order id: Int, in reply: HTTPReply) -> HTTPReply {
        guard let json = try? JSONSerialization.jsonObject(with: Data(reply.body)) else { return reply }
        func broken(_ order: [String: Any]) -> [String: Any] {
            guard order["id"] as? Int == id else { return order }
            return order.merging(["line_items": "a plugin was here"]) { $1 }
        }
        let result: Any =
            if let list = json as? [[String: Any]] { list.map(broken) } else if let one = json as? [String: Any] {
                broken(one)
            } else { json }
        guard let body = try? JSONSerialization.data(withJSONObject: result) else { return reply }
        let headers = reply.headers.filter { $0.name.lowercased() != "content-length" }
        return HTTPReply(status: reply.status, headers: headers, body: Array(body))
    }
}
