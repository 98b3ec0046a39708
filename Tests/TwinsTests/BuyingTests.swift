import Foundation
import Testing
import Twins

@Suite("Buying from a twin")
struct BuyingTests {
    @Test("a paid sale takes its units off the stock number")
    func sale() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let sale = await client.shop.buy("MUG", units: 2)
            #expect(sale?.isPaid == true)
            #expect(try await client.stock("MUG") == 3)
            #expect(await client.shop.book.unitsSold(of: "MUG") == 2)
        }
    }

    @Test("a sale does not move the product's modified date")
    func modified() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            await client.shop.setClock(skew: 5000)
            await client.shop.buy("MUG")
            let since = "modified_after=\(Self.gmt(1000))&dates_are_gmt=true"
            #expect(try await client.get("products?\(since)").object.list.isEmpty)
            #expect(try await client.get("orders?\(since)").object.list.count == 1)
        }
    }

    @Test("a buyer who wants more than there is, is turned away and counted")
    func turnedAway() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            #expect(await client.shop.buy("MUG", units: 6) == nil)
            #expect(await client.shop.book.turnedAway == ["MUG": 6])
            #expect(await client.shop.report().orders.isEmpty)
        }
    }

    @Test("an unpaid order holds its units and leaves the number as it is")
    func hold() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let sale = try #require(await client.shop.buy("MUG", units: 4, paid: false))
            #expect(try await client.stock("MUG") == 5)
            #expect(await client.shop.buy("MUG", units: 2) == nil)
            #expect(try await client.get("orders/\(sale.orderID)").object["status"].string == "pending")
            await client.shop.pay(order: sale.orderID)
            #expect(try await client.stock("MUG") == 1)
        }
    }

    @Test("a hold that is cancelled sells nothing and frees its units")
    func cancelledHold() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let sale = try #require(await client.shop.buy("MUG", units: 5, paid: false))
            await client.shop.cancel(order: sale.orderID)
            #expect(await client.shop.buy("MUG", units: 5) != nil)
            #expect(await client.shop.book.unitsSold(of: "MUG") == 5)
        }
    }

    @Test("a cancelled sale gives its units back once")
    func cancelled() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let sale = try #require(await client.shop.buy("SHIRT-S", units: 2))
            await client.shop.cancel(order: sale.orderID)
            await client.shop.cancel(order: sale.orderID)
            #expect(try await client.stock("SHIRT-S") == 3)
            #expect(await client.shop.book.unitsSold(of: "SHIRT-S") == 0)
        }
    }

    @Test("the hub's cancellation of an order gives its units back")
    func cancelledThroughAPI() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let sale = try #require(await client.shop.buy("MUG", units: 2))
            let answer = try await client.put("orders/\(sale.orderID)", #"{"status":"cancelled"}"#)
            #expect(answer.object["status"].string == "cancelled")
            #expect(try await client.stock("MUG") == 5)
        }
    }

    @Test("a refund restocks only when it says so", arguments: [(true, 4), (false, 3)])
    func refund(restocks: Bool, left: Int) async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let sale = try #require(await client.shop.buy("MUG", units: 2))
            let line = try await client.get("orders/\(sale.orderID)").object["line_items"][0]["id"].int ?? 0
            let body =
                #"{"amount":"12.50","api_restock":\#(restocks),"#
                + #""line_items":[{"id":\#(line),"quantity":1,"refund_total":12.5}]}"#
            let answer = try await client.post("orders/\(sale.orderID)/refunds", body)
            #expect(answer.status == 201)
            #expect(try await client.stock("MUG") == left)
            #expect(try await client.get("orders/\(sale.orderID)").object["refunds"][0]["total"].string == "-12.50")
        }
    }

    @Test("eight buyers at once never get more than there is")
    func together() async throws {
        try await OpenTwins.run { (twins) async throws in
            let shop = await twins.shop().shop
            let sold = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { await shop.buy("SHIRT-L") == nil ? 0 : 1 } }
                return await group.reduce(0, +)
            }
            #expect(sold == 1)
        }
    }

    @Test("every movement of a stock number is in the book, with its numbers")
    func book() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let id = await client.id("MUG")
            _ = try await client.put("products/\(id)", #"{"stock_quantity":9}"#)
            let sale = try #require(await client.shop.buy("MUG", units: 2))
            await client.shop.setStock("MUG", to: 4)
            await client.shop.cancel(order: sale.orderID)
            let lines = await client.shop.book.entries.filter { $0.sku == "MUG" }
            #expect(lines.map(\.kind) == [.stockSet, .sale, .stockSet, .cancellation])
            #expect(lines.map(\.by) == [.hub, .checkout, .secondProgram, .restock])
            #expect(lines.map(\.before) == [5, 9, 7, 4])
            #expect(lines.map(\.after) == [9, 7, 4, 6])
        }
    }

    static func gmt(_ ahead: Double) -> String {
        String(Date().addingTimeInterval(ahead).formatted(.iso8601).dropLast())
    }
}
