import Foundation
import Testing
import Twins

@Suite("An Etsy twin's orders")
struct EtsyReceiptTests {
    @Test("a sale takes the units at once and shows up as a paid receipt with its buyer")
    func sale() async throws {
        let desk = try await EtsyDesk()
        let sale = try #require(await desk.shop.buy("SHIRT-S", units: 2))
        #expect(await desk.stock("SHIRT-S") == 1)
        let receipt = await desk.get("shops/\(desk.shop.shopID)/receipts/\(sale.orderID)").json
        #expect(receipt["status"].string == "Paid")
        #expect(receipt["is_paid"].bool == true)
        #expect(receipt["name"].string?.isEmpty == false && receipt["buyer_email"].string?.contains("@") == true)
        let line = receipt["transactions"][0]
        #expect(line["sku"].string == "SHIRT-S")
        #expect(line["quantity"].int == 2)
        #expect(line["price"]["amount"].int == 5_400)
        #expect(line["listing_id"].int == (await desk.listing("SHIRT-S")))
        #expect(line["variations"][0]["formatted_value"].string == "Small")
        #expect(receipt["grandtotal"]["amount"].int == 2 * 5_400 + 495)
        #expect(await desk.shop.book.unitsSold(of: "SHIRT-S") == 2)
    }

    @Test("selling the last unit of a listing makes it sold out, and the next buyer is turned away")
    func lastUnit() async throws {
        let desk = try await EtsyDesk(goods: [TwinProduct(sku: "RING", name: "Ring", price: "90.00", stock: 1)])
        #expect(await desk.shop.buy("RING") != nil)
        #expect(await desk.get("listings/\(await desk.listing("RING"))").json["state"].string == "sold_out")
        #expect(await desk.shop.buy("RING") == nil)
        #expect(await desk.shop.book.turnedAway["RING"] == 1)
    }

    @Test("an unpaid order has the units and is a sale only once it is paid")
    func unpaid() async throws {
        let desk = try await EtsyDesk()
        let sale = try #require(await desk.shop.buy("MUG", units: 2, paid: false))
        #expect(await desk.stock("MUG") == 3)
        #expect(await desk.shop.book.unitsSold(of: "MUG") == 0)
        let path = "shops/\(desk.shop.shopID)/receipts"
        #expect(await desk.get("\(path)?was_paid=false").json["results"][0]["receipt_id"].int == sale.orderID)
        #expect(await desk.get("\(path)?was_paid=True").json["count"].int == 0)
        await desk.shop.pay(order: sale.orderID)
        #expect(await desk.stock("MUG") == 3)
        #expect(await desk.shop.book.unitsSold(of: "MUG") == 2)
        #expect(await desk.get("\(path)?was_paid=true").json["count"].int == 1)
    }

    @Test("a cancelled order gives its units back, unless the seller does not restock", arguments: [false, true])
    func cancelled(keeps: Bool) async throws {
        let faults = keeps ? FaultPlan([FaultRule(.cancelWithoutRestock)]) : FaultPlan()
        let desk = try await EtsyDesk(faults: faults)
        let sale = try #require(await desk.shop.buy("MUG", units: 2))
        await desk.shop.cancel(order: sale.orderID)
        await desk.shop.cancel(order: sale.orderID)
        #expect(await desk.stock("MUG") == (keeps ? 3 : 5))
        #expect(await desk.shop.book.unitsSold(of: "MUG") == 0)
        let path = "shops/\(desk.shop.shopID)/receipts"
        let receipt = await desk.get("\(path)?was_canceled=true").json["results"][0]
        #expect(receipt["status"].string == "Canceled")
        #expect(receipt["refunds"].list.count == 1)
        #expect(await desk.get("\(path)?was_canceled=false").json["count"].int == 0)
        #expect(await desk.get(path).json["count"].int == 1)
    }

    @Test("receipts are listed from a change on, oldest first when asked, page by page")
    func paging() async throws {
        let desk = try await EtsyDesk(goods: [TwinProduct(sku: "A", name: "A", price: "9.00", stock: 999)])
        var ids: [Int] = []
        for _ in 1...5 {
            ids.append(await desk.shop.buy("A")?.orderID ?? 0)
            desk.pass(10)
        }
        let path = "shops/\(desk.shop.shopID)/receipts?sort_on=updated&sort_order=asc"
        let all = await desk.get(path).json
        #expect(all["results"].list.compactMap { $0["receipt_id"].int } == ids)
        let from = all["results"][2]["updated_timestamp"].int ?? 0
        let later = await desk.get("\(path)&min_last_modified=\(from)").json
        #expect(later["results"].list.compactMap { $0["receipt_id"].int } == Array(ids[2...]))
        let page = await desk.get("\(path)&limit=2&offset=2").json
        #expect(page["count"].int == 5)
        #expect(page["results"].list.compactMap { $0["receipt_id"].int } == Array(ids[2..<4]))
        _ = await desk.form("PUT", "shops/\(desk.shop.shopID)/receipts/\(ids[0])", "was_shipped=true")
        #expect(await desk.get(path).json["results"][4]["receipt_id"].int == ids[0])
        #expect(await desk.get("shops/\(desk.shop.shopID)/receipts?min_last_modified=soon").status == 400)
        let none = await desk.get("shops/\(desk.shop.shopID)/receipts/77")
        #expect(none.status == 404)
        #expect(
            none.error
                == "Could not find a Shop Receipt with receipt_id = 77 associated with shop_id = \(desk.shop.shopID).")
    }

    @Test("each tracking number mails the buyer; the same one twice is a conflict")
    func shipping() async throws {
        let desk = try await EtsyDesk()
        let sale = try #require(await desk.shop.buy("MUG"))
        let path = "shops/\(desk.shop.shopID)/receipts/\(sale.orderID)/tracking"
        let sent = await desk.form("POST", path, "tracking_code=RM1&carrier_name=royal-mail")
        #expect(sent.status == 200, "\(sent.text)")
        #expect(sent.json["is_shipped"].bool == true)
        #expect(sent.json["status"].string == "Completed")
        #expect(sent.json["shipments"][0]["tracking_code"].string == "RM1")
        #expect(sent.json["shipments"][0]["carrier_name"].string == "royal-mail")
        #expect(await desk.form("POST", path, "tracking_code=RM1&carrier_name=royal-mail").status == 409)
        #expect(await desk.form("POST", path, "tracking_code=RM2&carrier_name=other").status == 200)
        #expect(await desk.form("POST", path, "tracking_code=RM3").status == 400)
        #expect(await desk.shop.book.entries.count { $0.kind == .mail } == 2)
    }

    @Test("an order that is cancelled or unpaid cannot be sent")
    func notSendable() async throws {
        let desk = try await EtsyDesk()
        let unpaid = try #require(await desk.shop.buy("MUG", paid: false))
        let path = "shops/\(desk.shop.shopID)/receipts/\(unpaid.orderID)/tracking"
        #expect(await desk.form("POST", path, "").status == 409)
        await desk.shop.fail(order: unpaid.orderID)
        #expect(await desk.stock("MUG") == 5)
        #expect(await desk.form("POST", path, "").status == 409)
    }
}
