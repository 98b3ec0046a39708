import Foundation
import Testing
import Twins

@Suite("A seller's money at the Amazon twin")
struct AmazonFinanceTests {
    private static let path = "/finances/2024-06-19/transactions?postedAfter=2026-01-01T00:00:00Z"

    /// A seller with so many orders that were sent.
    private static func desk(sent count: Int) async throws -> AmazonDesk {
        let desk = try await AmazonDesk(goods: [TwinProduct(sku: "MUG", name: "Mug", price: "20.00", stock: 1_000)])
        for _ in 0..<count {
            let sale = await desk.shop.buy("MUG", units: 2)
            await desk.shop.complete(order: sale?.orderID ?? 0)
        }
        return desk
    }

    private static func told(_ desk: AmazonDesk, _ more: String = "") async -> [Node] {
        await desk.get(Self.path + more).json["payload"]["transactions"].list
    }

    @Test("an order's money is told two minutes after it was sent, less the commission, under the order's id")
    func told() async throws {
        let desk = try await Self.desk(sent: 1)
        await desk.shop.buy("MUG", units: 1)
        #expect(await Self.told(desk).isEmpty)
        await desk.pass(121)
        let told = await Self.told(desk)
        #expect(told.count == 1 && told.first?["totalAmount"]["currencyAmount"].int == 34)
        #expect(told.first?["transactionStatus"].string == "RELEASED")
        let order = told.first?["relatedIdentifiers"].list.first?["relatedIdentifierValue"].string ?? ""
        #expect(await Self.told(desk, "&relatedIdentifierName=ORDER_ID&relatedIdentifierValue=\(order)").count == 1)
        #expect(await Self.told(desk, "&relatedIdentifierName=ORDER_ID&relatedIdentifierValue=7").isEmpty)
    }

    @Test("what is held back is so until its day, and keeps its id and its time")
    func deferred() async throws {
        let desk = try await Self.desk(sent: 1)
        await desk.shop.setFinances(deferral: 3_600)
        await desk.pass(200)
        let held = try #require(await Self.told(desk, "&transactionStatus=DEFERRED").first)
        #expect(await Self.told(desk, "&transactionStatus=DEFERRED_RELEASED").isEmpty)
        await desk.pass(3_600)
        let fresh = try #require(await desk.market.amazon.grant(shop: "seller")).access
        let free = await desk.get(Self.path + "&transactionStatus=DEFERRED_RELEASED", token: fresh).json["payload"][
            "transactions"
        ].list
        #expect(free.first?["transactionId"].string == held["transactionId"].string)
        #expect(free.first?["postedDate"].string == held["postedDate"].string)
    }

    @Test("a page's word is good with the same arguments only, and the first page may be empty")
    func pages() async throws {
        let desk = try await Self.desk(sent: 5)
        await desk.shop.setFinances(page: 2, beginsEmpty: true)
        await desk.pass(121)
        var (ids, token, sizes): ([String], String?, [Int]) = ([], nil, [])
        repeat {
            let payload = await desk.get(Self.path + (token.map { "&nextToken=\($0)" } ?? "")).json["payload"]
            ids += payload["transactions"].list.compactMap { $0["transactionId"].string }
            sizes.append(payload["transactions"].list.count)
            token = payload["nextToken"].string?.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        } while token != nil
        #expect(sizes == [0, 2, 2, 1] && Set(ids).count == 5)
        let first = await desk.get(Self.path).json["payload"]["nextToken"].string ?? ""
        let word = first.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        #expect(await desk.get(Self.path + "&transactionStatus=RELEASED&nextToken=\(word)").status == 400)
    }

    @Test(
        "what is asked for wrongly is refused",
        arguments: [
            "", "?postedAfter=2099-01-01T00:00:00Z", "?postedAfter=soon",
            "?postedAfter=2026-01-01T00:00:00Z&postedBefore=2025-01-01T00:00:00Z",
            "?postedAfter=2026-01-01T00:00:00Z&transactionStatus=GONE",
            "?postedAfter=2026-01-01T00:00:00Z&marketplaceId=NOWHERE",
            "?postedAfter=2026-01-01T00:00:00Z&nextToken=none", "?relatedIdentifierName=REFUND_ID",
        ])
    func refused(query: String) async throws {
        let desk = try await Self.desk(sent: 0)
        let reply = await desk.get("/finances/2024-06-19/transactions" + query)
        #expect(reply.status == 400 && reply.json["errors"].list.first?["code"].string == "InvalidInput")
    }

    @Test("more than 180 days are answered with nothing; and without the right to it, it is refused")
    func limits() async throws {
        let desk = try await Self.desk(sent: 1)
        await desk.pass(400)
        #expect(await Self.told(desk).count == 1)
        let long = "/finances/2024-06-19/transactions?postedAfter=2020-01-01T00:00:00Z&postedBefore="
        let all = await desk.get(long + "2026-09-01T00:00:00Z")
        #expect(all.status == 200 && all.json["payload"]["transactions"].list.isEmpty)
        await desk.shop.setFinances(isGiven: false)
        #expect(await desk.get(Self.path).status == 403)
    }

    @Test("it is throttled as published: ten at once, then one in two seconds")
    func throttled() async throws {
        let desk = try await Self.desk(sent: 0)
        var statuses: [Int] = []
        for _ in 0..<11 { statuses.append(await desk.get(Self.path).status) }
        #expect(statuses == Array(repeating: 200, count: 10) + [429])
        await desk.pass(2)
        #expect(await desk.get(Self.path).status == 200)
        #expect(await desk.get(Self.path).status == 429)
    }
}
