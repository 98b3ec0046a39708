import Foundation
import Testing
import Twins

@Suite("The catalogue of the Amazon twin")
struct AmazonCatalogueTests {
    private static let items = "/catalog/2022-04-01/items"

    @Test("keywords or identifiers are wanted, never both, each 20 at most, in one store")
    func refusals() async throws {
        let desk = try await AmazonDesk()
        let many = (1...21).map { "w\($0)" }.joined(separator: ",")
        for query in [
            desk.store, "\(desk.store)&keywords=mug&identifiers=B0TWIN0001&identifiersType=ASIN",
            "\(desk.store)&keywords=\(many)", "\(desk.store)&identifiers=\(many)&identifiersType=ASIN",
            "\(desk.store)&identifiers=B0TWIN0001", "\(desk.store)&identifiers=B0TWIN0001&identifiersType=PLU",
            "\(desk.store)&identifiers=MUG&identifiersType=SKU", "\(desk.store)&keywords=mug&pageSize=21",
            "keywords=mug", "\(desk.store),A1PA6795UKMFR9&keywords=mug",
        ] {
            let reply = await desk.get("\(Self.items)?\(query)")
            #expect(reply.status == 400, "\(query): \(reply.text)")
            await desk.pass(1)
        }
    }

    @Test("all words are found, page by page, with what they can be narrowed down by")
    func words() async throws {
        let desk = try await AmazonDesk()
        await desk.shop.setProducts(
            (100..<123).map { AmazonProduct(asin: "B000000\($0)", title: "Brass Lamp \($0)", brand: "Lumen") })
        let first = await desk.get("\(Self.items)?\(desk.store)&keywords=lamp,lumen&pageSize=20").json
        #expect(first["items"].list.count == 20 && first["numberOfResults"].int == 23)
        #expect(first["refinements"]["brands"].list.first?["brandName"].string == "Lumen")
        let token = try #require(first["pagination"]["nextToken"].string)
        let last = await desk.get(
            "\(Self.items)?\(desk.store)&keywords=lamp,lumen&pageSize=20&pageToken=\(token.replacing("=", with: "%3D"))"
        ).json
        await desk.pass(1)
        #expect(last["items"].list.count == 3 && last["pagination"]["nextToken"].string == nil)
        #expect(await desk.get("\(Self.items)?\(desk.store)&keywords=zeppelin").json["numberOfResults"].int == 0)
    }

    @Test(
        "an EAN, a GTIN with its zero, an ASIN and the seller's own SKU lead to their products",
        arguments: [("EAN", "4006381333931"), ("GTIN", "04006381333931"), ("ASIN", "B0TWIN0001")])
    func numbers(kind: String, number: String) async throws {
        let desk = try await AmazonDesk()
        let found = await desk.get("\(Self.items)?\(desk.store)&identifiersType=\(kind)&identifiers=\(number),0").json
        #expect(found["items"].list.map { $0["asin"].string } == ["B0TWIN0001"])
        let own = await desk.get(
            "\(Self.items)?\(desk.store)&identifiersType=SKU&identifiers=MUG&sellerId=\(desk.shop.sellerID)&includedData=summaries"
        ).json
        #expect(own["items"].list.count == 1)
    }

    @Test("an ASIN that is unknown is not found; who may not sell one is told why and where to ask")
    func restricted() async throws {
        let desk = try await AmazonDesk()
        await desk.shop.setProducts([
            AmazonProduct(asin: "B000000001", title: "Lamp", brand: "Lumen", restriction: .approvalRequired)
        ])
        #expect(await desk.get("\(Self.items)/B00NOTHERE?\(desk.store)").status == 404)
        func reasons(_ asin: String, _ condition: String) async -> [Node] {
            await desk.get(
                "/listings/2021-08-01/restrictions?\(desk.store)&sellerId=\(desk.shop.sellerID)&asin=\(asin)&conditionType=\(condition)"
            ).json["restrictions"].list.flatMap { $0["reasons"].list }
        }
        let told = await reasons("B000000001", "new_new")
        #expect(told.map { $0["reasonCode"].string } == ["APPROVAL_REQUIRED"] && told[0]["links"].list.count == 1)
        #expect(await reasons("B000000001", "used_good").isEmpty)
        #expect(await reasons("B0TWIN0001", "new_new").isEmpty)
        #expect(await reasons("B00NOTHERE", "new_new").map { $0["reasonCode"].string } == ["ASIN_NOT_FOUND"])
    }

    @Test("an offer for a product takes the product's ASIN and title; one for an unknown ASIN is invalid")
    func offers() async throws {
        let desk = try await AmazonDesk()
        func put(_ sku: String, _ asin: String) async -> Reply {
            await desk.send(
                "PUT", "\(desk.items)/\(sku)?\(desk.store)",
                #"{"productType":"PRODUCT","requirements":"LISTING_OFFER_ONLY","attributes":{"#
                    + #""condition_type":[{"value":"new_new"}],"merchant_suggested_asin":[{"value":"\#(asin)"}]}}"#)
        }
        let wrong = await put("X", "B00NOTHERE").json
        #expect(wrong["status"].string == "INVALID" && wrong["issues"].list.first?["code"].string == "8105")
        #expect(await put("BOTTLE", "B0TWIN0001").json["status"].string == "ACCEPTED")
        await desk.pass(3)
        let summary = await desk.get("\(desk.items)/BOTTLE?\(desk.store)").json["summaries"].list.first
        #expect(summary?["asin"].string == "B0TWIN0001" && summary?["itemName"].string == "Steel Bottle, 750 ml")
    }
}
