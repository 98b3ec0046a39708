import Foundation
import Testing
import Twins

@Suite("What Amazon keeps, at the twin")
struct AmazonKeptTests {
    private static func path(_ desk: AmazonDesk, _ more: String = "") -> String {
        "/fba/inventory/v1/summaries?details=true&granularityType=Marketplace&granularityId=\(desk.shop.home.id)&\(desk.store)"
            + more
    }

    @Test("what is by Amazon is told, with what its orders hold; what is the seller's own is not")
    func told() async throws {
        let desk = try await AmazonDesk()
        await desk.shop.setByAmazon("MUG", true, inbound: 4, unsellable: 1)
        _ = await desk.shop.buy("MUG", units: 2)
        let items = await desk.get(Self.path(desk)).json["payload"]["inventorySummaries"].list
        #expect(items.map { $0["sellerSku"].string } == ["MUG"])
        let details = try #require(items.first)["inventoryDetails"]
        #expect(details["fulfillableQuantity"].int == 3 && details["inboundShippedQuantity"].int == 4)
        #expect(details["reservedQuantity"]["totalReservedQuantity"].int == 2)
        #expect(details["unfulfillableQuantity"]["totalUnfulfillableQuantity"].int == 1)
        #expect(items.first?["totalQuantity"].int == 10)
    }

    @Test("fifty are on a page, and a page's word is good for thirty seconds")
    func pages() async throws {
        let goods = (100..<220).map { TwinProduct(sku: "K-\($0)", name: "Kept \($0)", price: "5.00", stock: 1) }
        let desk = try await AmazonDesk(goods: goods)
        for good in goods { await desk.shop.setByAmazon(good.sku, true) }
        var (count, token): (Int, String?) = (0, nil)
        repeat {
            let page = await desk.get(Self.path(desk, token.map { "&nextToken=\($0)" } ?? "")).json
            count += page["payload"]["inventorySummaries"].list.count
            token = page["pagination"]["nextToken"].string?.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
            await desk.pass(1)
        } while token != nil
        #expect(count == 120)
        let first = await desk.get(Self.path(desk)).json["pagination"]["nextToken"].string
        let word = try #require(first?.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        await desk.pass(31)
        #expect(await desk.get(Self.path(desk, "&nextToken=\(word)")).status == 400)
    }

    @Test("without the right to it, it is refused, and nothing else is")
    func right() async throws {
        let desk = try await AmazonDesk()
        await desk.shop.setKeptRight(false)
        #expect(await desk.get(Self.path(desk)).status == 403)
        #expect(await desk.get("\(desk.items)?\(desk.store)").status == 200)
    }
}
