import Foundation
import Testing
import Twins

@Suite("An Etsy twin's inventory")
struct EtsyInventoryTests {
    @Test("is read with money as an object and written with a price as a number")
    func roundTrip() async throws {
        let desk = try await EtsyDesk()
        let listing = await desk.listing("MUG")
        let before = await desk.get("listings/\(listing)/inventory").json["products"][0]
        #expect(before["sku"].string == "MUG")
        #expect(before["offerings"][0]["price"]["amount"].int == 1_250)
        #expect(before["offerings"][0]["price"]["divisor"].int == 100)
        #expect(before["offerings"][0]["quantity"].int == 5)
        let reply = try await desk.setQuantity("MUG", to: 7)
        #expect(reply.status == 200, "\(reply.text)")
        let after = await desk.get("listings/\(listing)/inventory").json["products"][0]
        #expect(after["offerings"][0]["quantity"].int == 7)
        #expect(after["offerings"][0]["price"]["amount"].int == 1_250)
        #expect(after["product_id"].int != before["product_id"].int)
        #expect(after["offerings"][0]["offering_id"].int != before["offerings"][0]["offering_id"].int)
        #expect(await desk.shop.book.entries.contains { $0.kind == .stockSet && $0.by == .hub && $0.after == 7 })
    }

    @Test("a variation that is not written is gone")
    func missingVariation() async throws {
        let desk = try await EtsyDesk()
        let listing = await desk.listing("SHIRT-S")
        #expect(await desk.listing("SHIRT-L") == listing)
        let reply = try await desk.write(listing) { body in
            body["products"] = (body["products"] as? [[String: Any]])?.filter { $0["sku"] as? String == "SHIRT-S" }
        }
        #expect(reply.status == 200, "\(reply.text)")
        #expect(await desk.stock("SHIRT-L") == nil)
        #expect(await desk.shop.buy("SHIRT-L") == nil)
    }

    @Test("a write over a sale that came in between erases it, as on Etsy")
    func racing() async throws {
        let desk = try await EtsyDesk()
        let listing = await desk.listing("SHIRT-S")
        let read = await desk.get("listings/\(listing)/inventory").text
        await desk.shop.buy("SHIRT-L")
        #expect(await desk.stock("SHIRT-L") == 0)
        let reply = try await desk.write(listing) { body in
            let old = (try? JSONSerialization.jsonObject(with: Data(read.utf8))) as? [String: Any]
            let quantities = (old?["products"] as? [[String: Any]])?.map { product in
                ((product["offerings"] as? [[String: Any]])?.first?["quantity"] as? Int) ?? 0
            }
            body["products"] = zip(body["products"] as? [[String: Any]] ?? [], quantities ?? []).map { item, number in
                var item = item
                item["offerings"] = (item["offerings"] as? [[String: Any]])?.map {
                    $0.merging(["quantity": number]) { _, new in new }
                }
                return item
            }
        }
        #expect(reply.status == 200)
        #expect(await desk.stock("SHIRT-L") == 1)
    }

    @Test(
        "what Etsy does not take is refused with 400 and changes nothing",
        arguments: [
            #"{"products":[]}"#, #"{"products":[{"sku":"MUG","offerings":[]}]}"#,
            #"{"products":[{"sku":"MUG","offerings":[{"price":{"amount":1,"divisor":1},"quantity":1,"is_enabled":true,"#
                + #""readiness_state_id":null}]}]}"#,
            #"{"products":[{"sku":"MUG","offerings":[{"price":9,"quantity":1000,"is_enabled":true,"#
                + #""readiness_state_id":null}]}]}"#,
            #"{"products":[{"sku":"MUG","offerings":[{"price":9,"quantity":-1,"is_enabled":true,"#
                + #""readiness_state_id":null}]}]}"#,
            #"{"products":[{"sku":"MUG","offerings":[{"price":9,"quantity":1,"is_enabled":true}]}]}"#,
            #"{"products":[{"product_id":1,"sku":"MUG","offerings":[{"price":9,"quantity":1,"is_enabled":true,"#
                + #""readiness_state_id":null}]}]}"#,
            #"{"products":[{"sku":"MUG","offerings":[{"price":9,"quantity":1,"is_enabled":false,"#
                + #""readiness_state_id":null}]}]}"#,
            "not json",
        ])
    func refused(body: String) async throws {
        let desk = try await EtsyDesk()
        let reply = await desk.put("listings/\(await desk.listing("MUG"))/inventory", body)
        #expect(reply.status == 400)
        #expect(reply.error != nil)
        #expect(await desk.stock("MUG") == 5)
    }

    @Test("numbers that differ where nothing may vary are refused")
    func onProperty() async throws {
        let desk = try await EtsyDesk()
        let listing = await desk.listing("SHIRT-S")
        let refused = try await desk.write(listing) { $0["quantity_on_property"] = [Int]() }
        #expect(refused.status == 400)
        #expect(refused.error?.contains("quantity_on_property") == true)
    }

    @Test("variations that share one number sell from it together")
    func sharedNumber() async throws {
        let desk = try await EtsyDesk()
        let listing = await desk.listing("SHIRT-S")
        let reply = try await desk.write(listing) { body in
            body["quantity_on_property"] = [Int]()
            body["products"] = (body["products"] as? [[String: Any]])?.map { product in
                var product = product
                product["offerings"] = (product["offerings"] as? [[String: Any]])?.map {
                    $0.merging(["quantity": 4]) { _, new in new }
                }
                return product
            }
        }
        #expect(reply.status == 200, "\(reply.text)")
        await desk.shop.buy("SHIRT-S", units: 3)
        #expect(await desk.stock("SHIRT-L") == 1)
        #expect(await desk.get("listings/\(listing)").json["quantity"].int == 1)
    }

    @Test("a listing without an inventory record answers 404 until it is written")
    func noRecord() async throws {
        let desk = try await EtsyDesk()
        let listing = await desk.listing("MUG")
        await desk.shop.dropInventoryRecord(of: "MUG")
        #expect(await desk.get("listings/\(listing)/inventory").status == 404)
        #expect(await desk.get("listings/\(listing)?includes=Inventory").json["inventory"].isNull)
    }

    @Test(
        "zero everywhere makes the listing sold out; more units alone do not bring it back, activating does, for a fee")
    func soldOut() async throws {
        let desk = try await EtsyDesk()
        let listing = await desk.listing("MUG")
        #expect(try await desk.setQuantity("MUG", to: 0).status == 200)
        #expect(await desk.get("listings/\(listing)").json["state"].string == "sold_out")
        #expect(await desk.shop.buy("MUG") == nil)
        #expect(try await desk.setQuantity("MUG", to: 4).status == 200)
        #expect(await desk.get("listings/\(listing)").json["state"].string == "sold_out")
        #expect(await desk.shop.buy("MUG") == nil)
        let path = "shops/\(desk.shop.shopID)/listings/\(listing)"
        let renewed = await desk.form("PATCH", path, "state=active")
        #expect(renewed.json["state"].string == "active")
        #expect(renewed.json["quantity"].int == 1)
        #expect(await desk.shop.book.entries.filter { $0.kind == .fee }.map(\.note) == ["renewal \(listing)"])
        await desk.shop.setZeroRefused(true)
        #expect(try await desk.setQuantity("MUG", to: 0).error == "One offering must have quantity greater than 0.")
    }
}
