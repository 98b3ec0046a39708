import Foundation
import Testing
import Twins

@Suite("What everybody asks, at the Amazon twin")
struct AmazonMarketTests {
    static func wish(_ skus: [String], store: String) -> String {
        let requests = skus.map {
            #"{"uri":"/products/pricing/v0/listings/\#($0)/offers","method":"GET","MarketplaceId":"\#(store)","ItemCondition":"New"}"#
        }
        return #"{"requests":[\#(requests.joined(separator: ","))]}"#
    }

    private static func ask(_ desk: AmazonDesk, _ skus: String...) async -> Reply {
        await desk.send(
            "POST", "/batches/products/pricing/v0/listingOffers", Self.wish(skus, store: desk.shop.home.id))
    }

    @Test("the cheapest is featured; where two ask the same it is the seller's own; what is sold out is no offer")
    func featured() async throws {
        let desk = try await AmazonDesk(goods: [TwinProduct(sku: "MUG", name: "Mug", price: "20.00", stock: 2)])
        func winner() async -> (price: Int?, isOurs: Bool?) {
            let payload = await Self.ask(desk, "MUG").json["responses"].list.first?["body"]["payload"]
            await desk.pass(2)
            let price = payload?["Summary"]["BuyBoxPrices"].list.first?["LandedPrice"]["Amount"].int
            return (price, payload?["Offers"].list.first?["MyOffer"].bool)
        }
        #expect(await winner() == (20, true))
        await desk.shop.setRivals([AmazonRival(seller: "ARIVAL", price: 1_900)], of: "MUG")
        #expect(await winner() == (19, false))
        await desk.shop.setRivals([AmazonRival(seller: "ARIVAL", price: 2_000)], of: "MUG")
        #expect(await winner() == (20, true))
        await desk.shop.buy("MUG", units: 2)
        #expect(await winner() == (20, false))
        await desk.shop.setRivals([], of: "MUG")
        #expect(await winner() == (nil, nil))
    }

    @Test("a SKU that is none is told by itself, and twenty go at once, no more")
    func batches() async throws {
        let desk = try await AmazonDesk()
        let statuses = await Self.ask(desk, "MUG", "NONE").json["responses"].list.map { $0["status"]["statusCode"].int }
        #expect(statuses == [200, 400])
        await desk.pass(2)
        let many = Self.wish((0..<21).map { "S\($0)" }, store: desk.shop.home.id)
        #expect(await desk.send("POST", "/batches/products/pricing/v0/listingOffers", many).status == 400)
        await desk.pass(2)
        await desk.shop.setMarketRight(false)
        #expect(await Self.ask(desk, "MUG").status == 403)
    }

    @Test("it is throttled as published: one at once, and one in two seconds")
    func throttled() async throws {
        let desk = try await AmazonDesk()
        #expect(await Self.ask(desk, "MUG").status == 200)
        #expect(await Self.ask(desk, "MUG").status == 429)
        await desk.pass(2)
        #expect(await Self.ask(desk, "MUG").status == 200)
    }
}
