import Foundation
import Testing
import Twins

@Suite("eBay's orders")
struct EbayOrderTests {
    private static let orders = "/sell/fulfillment/v1/order"

    private static func stamp(_ date: Date) -> String {
        EbayDesk.escaped(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    @Test("an order tells what was bought, for how much, and where it goes")
    func told() async throws {
        let desk = try await EbayDesk()
        let sale = await desk.shop.buy("SHIRT-S", units: 2)
        let id = desk.shop.orderID(sale?.orderID ?? 0)
        let order = await desk.get("\(Self.orders)/\(id)").json
        #expect(id.wholeMatch(of: /\d\d-\d{5}-\d{5}/) != nil && order["orderId"].string == id)
        #expect(order["orderPaymentStatus"].string == "PAID" && order["orderFulfillmentStatus"].string == "NOT_STARTED")
        #expect(order["pricingSummary"]["total"]["value"].string == "111.95")
        let line = order["lineItems"].list.first
        #expect(line?["sku"].string == "SHIRT-S" && line?["quantity"].int == 2)
        #expect(line?["variationAspects"].list.first?["value"].string == "Small")
        #expect(order["cancelStatus"]["cancelState"].string == "NONE_REQUESTED")
        let place = order["fulfillmentStartInstructions"].list.first?["shippingStep"]["shipTo"]
        #expect(place?["contactAddress"]["countryCode"].string == "GB")
    }

    @Test("a search by last change finds what changed since, and nothing in the future is asked for")
    func changed() async throws {
        let desk = try await EbayDesk()
        let start = await desk.shop.clock.time(at: Date(timeIntervalSince1970: 1_790_000_000))
        let first = await desk.shop.buy("MUG", paid: false)
        await desk.pass(60)
        await desk.shop.buy("SPOON")
        await desk.pass(60)
        func found(_ from: Double, _ name: String = "lastmodifieddate", rest: String = "") async -> [String] {
            let filter =
                "\(name):\(EbayDesk.escaped("["))\(Self.stamp(start.addingTimeInterval(from)))..\(EbayDesk.escaped("]"))"
            let reply = await desk.get("\(Self.orders)?filter=\(filter)\(rest)")
            return reply.json["orders"].list.compactMap { $0["lineItems"].list.first?["sku"].string }
        }
        #expect(await found(-1) == ["SPOON", "MUG"])
        #expect(await found(30) == ["SPOON"])
        await desk.shop.pay(order: first?.orderID ?? 0)
        #expect(await found(90) == ["MUG"])
        #expect(await found(90, "creationdate") == [])
        let states = EbayDesk.escaped(",orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}")
        #expect(await found(-1, rest: states).count == 2)
        let future = EbayDesk.escaped("creationdate:[2099-01-01T00:00:00.000Z..]")
        #expect(await desk.get("\(Self.orders)?filter=\(future)").errorID == 30850)
        #expect(await desk.get("\(Self.orders)?filter=shoesize:%7B44%7D").errorID == 30700)
    }

    @Test("orders come in pages of at most 200, newest first, with a link to the next")
    func pages() async throws {
        let desk = try await EbayDesk()
        for _ in 0..<3 {
            await desk.shop.buy("MUG")
            await desk.pass(1)
        }
        let first = await desk.get("\(Self.orders)?limit=2").json
        #expect(first["orders"].list.count == 2 && first["total"].int == 3)
        let next = first["next"].string?.split(separator: "/ebay").last.map(String.init) ?? ""
        let second = await desk.get(next).json
        #expect(second["orders"].list.count == 1 && second["next"].isNull)
        #expect(await desk.get("\(Self.orders)?limit=201").errorID == 31100)
        let ids = first["orders"].list.compactMap { $0["orderId"].string }.joined(separator: ",")
        #expect(await desk.get("\(Self.orders)?orderIds=\(ids)").json["orders"].list.count == 2)
    }

    @Test("each package is told of once; a repeated call is another package")
    func shipped() async throws {
        let desk = try await EbayDesk()
        let sale = await desk.shop.buy("MUG", units: 2)
        let path = "\(Self.orders)/\(desk.shop.orderID(sale?.orderID ?? 0))"
        let line = await desk.get(path).json["lineItems"].list.first?["lineItemId"].string ?? ""
        func package(_ number: String) -> String {
            #"{"lineItems":[{"lineItemId":"\#(line)","quantity":1}],"shippingCarrierCode":"RoyalMail","#
                + #""trackingNumber":"\#(number)"}"#
        }
        let made = await desk.send("POST", path + "/shipping_fulfillment", package("RM1GB"))
        #expect(made.status == 201 && made.header("Location")?.hasSuffix("/shipping_fulfillment/RM1GB") == true)
        #expect(await desk.get(path).json["orderFulfillmentStatus"].string == "IN_PROGRESS")
        #expect(await desk.send("POST", path + "/shipping_fulfillment", package("RM-2")).errorID == 32300)
        _ = await desk.send("POST", path + "/shipping_fulfillment", package("RM2GB"))
        #expect(await desk.get(path).json["orderFulfillmentStatus"].string == "FULFILLED")
        let all = await desk.get(path + "/shipping_fulfillment").json
        #expect(all["total"].int == 2 && all["fulfillments"].list.first?["shipmentTrackingNumber"].string == "RM1GB")
    }

    @Test("a refund is pending at first, and only one at a time")
    func refunded() async throws {
        let desk = try await EbayDesk()
        let sale = await desk.shop.buy("MUG")
        let path = "\(Self.orders)/\(desk.shop.orderID(sale?.orderID ?? 0))"
        let wish =
            #"{"reasonForRefund":"BUYER_CANCEL","orderLevelRefundAmount":{"value":"5.00","currency":"GBP"}}"#
        let made = await desk.send("POST", path + "/issue_refund", wish).json
        #expect(made["refundStatus"].string == "PENDING")
        #expect(await desk.send("POST", path + "/issue_refund", wish).errorID == 34922)
        await desk.pass(3)
        let order = await desk.get(path).json
        let refund = order["paymentSummary"]["refunds"].list.first
        #expect(refund?["refundStatus"].string == "REFUNDED" && refund?["refundId"].string == made["refundId"].string)
        #expect(order["orderPaymentStatus"].string == "PARTIALLY_REFUNDED")
        let more = #"{"reasonForRefund":"OTHER","orderLevelRefundAmount":{"value":"50.00","currency":"GBP"}}"#
        #expect(await desk.send("POST", path + "/issue_refund", more).errorID == 34915)
    }

    @Test("a wish to cancel is told with the order alone, never in a search")
    func cancelling() async throws {
        let desk = try await EbayDesk()
        let sale = await desk.shop.buy("MUG", units: 2)
        await desk.shop.requestCancel(order: sale?.orderID ?? 0)
        let searched = await desk.get(Self.orders).json["orders"].list.first?["cancelStatus"]
        #expect(searched?["cancelState"].string == "IN_PROGRESS" && searched?["cancelRequests"].list.count == 0)
        let path = "\(Self.orders)/\(desk.shop.orderID(sale?.orderID ?? 0))"
        let alone = await desk.get(path).json["cancelStatus"]["cancelRequests"].list.first
        #expect(alone?["cancelRequestState"].string == "REQUESTED")
        await desk.shop.cancel(order: sale?.orderID ?? 0)
        let done = await desk.get(path).json
        #expect(done["cancelStatus"]["cancelState"].string == "CANCELED")
        #expect(done["orderPaymentStatus"].string == "FULLY_REFUNDED")
        #expect(await desk.stock("MUG") == 5)
        #expect(await desk.shop.book.unitsSold(of: "MUG") == 0)
    }
}
