import Foundation
import Testing
import Twins

@Suite("An Amazon seller's notifications at the twin")
struct AmazonNewsTests {
    private static let schemas = [
        "ORDER_CHANGE": "OrderChangeNotification", "FEED_PROCESSING_FINISHED": "FeedProcessingFinishedNotification",
        "LISTINGS_ITEM_STATUS_CHANGE": "ListingsItemStatusChangeNotification",
        "LISTINGS_ITEM_MFN_QUANTITY_CHANGE": "ListingsItemMfnQuantityChange",
        "FBA_INVENTORY_AVAILABILITY_CHANGES": "FBAInventoryAvailabilityChangeNotification",
    ]

    private static func read(_ text: String) throws -> Node {
        Node(try JSONSerialization.jsonObject(with: Data(text.utf8)))
    }

    /// What lies in the queue, by topic; what EventBridge forwarded as it was given.
    private static func messages(_ desk: AmazonDesk) async throws -> [(topic: String, body: Node)] {
        try await desk.market.queues.messages().map { text in
            let node = try Self.read(text)
            let body = node["detail"].isNull ? node : node["detail"]
            let type = body["NotificationType"].string ?? body["notificationType"].string ?? ""
            return (type.replacing("STATUS_CHANGED", with: "STATUS_CHANGE"), body)
        }
    }

    private static func subscribed(_ topics: String...) async throws -> AmazonDesk {
        let desk = try await AmazonDesk()
        let queue = try await desk.destination(QueueFront.arn(of: "entrepot"))
        let events = await desk.send(
            "POST", "/notifications/v1/destinations",
            #"{"name":"Events","resourceSpecification":{"eventBridge":{"accountId":"000000000001","region":"us-east-1"}}}"#,
            token: try await desk.grantless())
        let bus = try #require(events.json["payload"]["destinationId"].string)
        for topic in topics {
            _ = try await desk.subscribe(to: topic, at: topic.hasPrefix("LISTINGS") ? bus : queue)
        }
        return desk
    }

    @Test(
        "what happens is told to who subscribed, each as its published schema has it",
        .enabled(if: AmazonDescriptionTests.isThere || DescriptionTests.mustRun, "no descriptions here"))
    func published() async throws {
        let desk = try await Self.subscribed(
            "ORDER_CHANGE", "FEED_PROCESSING_FINISHED", "LISTINGS_ITEM_STATUS_CHANGE",
            "LISTINGS_ITEM_MFN_QUANTITY_CHANGE", "FBA_INVENTORY_AVAILABILITY_CHANGES")
        await desk.shop.setByAmazon("SHIRT-S", true, inbound: 3)
        await desk.shop.setStock("SHIRT-S", to: 8)
        let sale = try #require(await desk.shop.buy("MUG", units: 2, paid: false))
        await desk.shop.pay(order: sale.orderID)
        _ = await desk.setQuantity("MUG", to: 0)
        _ = try await desk.feed([("MUG", 4)])
        await desk.pass(40)
        await desk.pass(4)
        let told = try await Self.messages(desk)
        #expect(Set(told.map(\.topic)) == Set(Self.schemas.keys))
        for (topic, body) in told {
            let file = try #require(Self.schemas[topic])
            let schema = Node(
                try JSONSerialization.jsonObject(
                    with: Data(
                        contentsOf: AmazonDescriptionTests.folder.appending(path: "schemas/notifications/\(file).json"))
                ))
            #expect(SwaggerJudge(model: schema).faults(of: body, against: schema, at: topic) == [])
        }
        let orders = told.filter { $0.topic == "ORDER_CHANGE" }.map {
            $0.body["Payload"]["OrderChangeNotification"]["Summary"]["OrderStatus"].string
        }
        #expect(orders == ["Pending", "Unshipped"])
    }

    @Test("nothing is told to who did not subscribe, or no longer is")
    func unsubscribed() async throws {
        let desk = try await Self.subscribed("ORDER_CHANGE")
        _ = await desk.setQuantity("MUG", to: 1)
        await desk.pass(4)
        #expect(await desk.market.queues.messages() == [])
        let id = await desk.get("/notifications/v1/subscriptions/ORDER_CHANGE").json["payload"]["subscriptionId"].string
        let gone = await desk.send(
            "DELETE", "/notifications/v1/subscriptions/ORDER_CHANGE/\(try #require(id))",
            token: try await desk.grantless())
        #expect(gone.status == 200)
        await desk.shop.buy("SHIRT-S", units: 1)
        await desk.pass(4)
        #expect(await desk.market.queues.messages() == [])
    }

    @Test("what a seller may not do, and what there is already, is refused")
    func refused() async throws {
        let desk = try await Self.subscribed("ORDER_CHANGE")
        let wish = AmazonDesk.destinationWish(QueueFront.arn(of: "entrepot"))
        func status(_ path: String, _ body: String, _ token: String?) async -> Int {
            await desk.send("POST", "/notifications/v1/" + path, body, token: token).status
        }
        let app = try await desk.grantless()
        #expect(await status("destinations", wish, nil) == 403)
        #expect(await status("destinations", wish, app) == 409)
        #expect(
            await status("destinations", AmazonDesk.destinationWish(QueueFront.arn(of: "none")), app) == 400)
        let again = #"{"payloadVersion":"1.0","destinationId":"destination-1"}"#
        #expect(await status("subscriptions/ORDER_CHANGE", again, nil) == 409)
        #expect(await status("subscriptions/ORDER_CHANGE", again, app) == 403)
        #expect(await status("subscriptions/LISTINGS_ITEM_STATUS_CHANGE", again, nil) == 400)
        #expect(await status("subscriptions/EVERYTHING", again, nil) == 400)
    }

    @Test("a notification may come twice, or not at all")
    func faults() async throws {
        let desk = try await Self.subscribed("ORDER_CHANGE")
        await desk.shop.setFaults(FaultPlan([FaultRule(.webhookDuplicated, times: 1)]))
        await desk.shop.buy("MUG", units: 1)
        await desk.pass(1)
        #expect(await desk.market.queues.messages().count == 2)
        await desk.shop.setFaults(FaultPlan([FaultRule(.webhookLost)]))
        await desk.shop.buy("MUG", units: 1)
        await desk.pass(1)
        #expect(await desk.market.queues.messages().count == 2)
    }
}
