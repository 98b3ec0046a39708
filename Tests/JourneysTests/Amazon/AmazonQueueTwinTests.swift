import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins

@Suite("Amazon's notifications, between the connector and its twin")
struct AmazonQueueTwinTests {
    @Test("what is useful is subscribed to once, and found standing afterwards")
    func subscribed() async throws {
        let door = try await AmazonDoor()
        let registrar = try #require(door.connector.webhooks)
        let queue = try #require(registrar.queue)
        let made = try await door.subscribe()
        let topics = ["ORDER_CHANGE", "FEED_PROCESSING_FINISHED", "FBA_INVENTORY_AVAILABILITY_CHANGES"]
        #expect(made.map(\.topic) == topics && made.allSatisfy(\.revived))
        await door.pass(61)
        let again = try await door.subscribe()
        #expect(again.map(\.remoteID) == made.map(\.remoteID) && !again.contains(where: \.revived))
        await door.pass(61)
        #expect(try await registrar.standing(address: queue).value == Set(registrar.topics ?? []))
        await door.pass(61)
        _ = try await registrar.remove(address: queue)
        await door.pass(61)
        #expect(try await registrar.standing(address: queue).value == [])
    }

    @Test("with EventBridge the changes of listings are subscribed to as well, some at a time, within the plan")
    func forwarded() async throws {
        let door = try await AmazonDoor(isForwarded: true)
        let states = try await door.subscribe()
        #expect(states.map(\.topic).count == 6 && Set(states.map(\.topic)) == Set(Amazon.manifest.webhookTopics))
        #expect(await door.market.amazon.throttled == 0)
        _ = try await door.write(OfferChange(ref: OfferRef(listing: "A,B/C D"), quantity: 0))
        await door.pass(3)
        let told = try await door.queue().receive(wait: .zero)
        #expect(!told.isEmpty && told.allSatisfy { $0.notice == .listing(key: "A,B/C D") })
    }

    @Test("a subscription that led to an earlier queue leads to this one afterwards")
    func moved() async throws {
        let door = try await AmazonDoor()
        await door.market.queues.open("later")
        _ = try await door.subscribe()
        await door.shop.buy("MUG", units: 1)
        await door.pass(1)
        #expect(await door.market.queues.messages().count == 1)
        let later = try await AmazonDoor.connector(of: door, queue: "later")
        let registrar = try #require(later.webhooks)
        await door.pass(10)
        _ = try await registrar.ensure(address: try #require(registrar.queue), secret: "", writesSecret: false)
        await door.shop.buy("MUG", units: 1)
        await door.pass(1)
        #expect(await door.market.queues.messages(in: "later").count == 1)
        #expect(await door.market.queues.messages().count == 1)
    }

    @Test("a sale is told at once, and its order is there by its id, though no search shows it yet")
    func sale() async throws {
        let door = try await AmazonDoor()
        _ = try await door.subscribe()
        let sale = try #require(await door.shop.buy("MUG", units: 2))
        await door.pass(1)
        let queue = try await door.queue()
        let told = try await queue.receive(wait: .zero)
        #expect(told.map(\.shop) == [door.shop.sellerID])
        guard case .order(let key) = told.first?.notice else { return #expect(Bool(false)) }
        #expect(key == door.shop.orderID(sale.orderID))
        let order = try await door.connector.orders?.read(key).value
        #expect(order?.lines.first?.units == 2 && order?.state == .open)
        #expect(try await door.orders() == [])
        try await queue.remove(told)
        await door.pass(60)
        #expect(try await queue.receive(wait: .zero) == [])
    }

    @Test("an order that Amazon sends itself is none of ours, whoever names it")
    func byAmazon() async throws {
        let door = try await AmazonDoor()
        await door.shop.setByAmazon("MUG", true)
        let sale = try #require(await door.shop.buy("MUG", units: 1))
        #expect(try await door.connector.orders?.read(door.shop.orderID(sale.orderID)).value == nil)
    }

    @Test("a wrong key, a right that is missing and a queue that is gone are told apart")
    func refused() async throws {
        let door = try await AmazonDoor()
        func code(_ queue: any NoticeQueue) async -> String? {
            do {
                _ = try await queue.waiting()
            } catch ConnectorError.refused(let code, "queue", _) {
                return code
            } catch {
                return "\(error)"
            }
            return nil
        }
        #expect(await code(try await door.queue()) == nil)
        #expect(await code(try await door.queue("AKIANOBODY")) == "queue-key")
        #expect(await code(try await door.queue(nil, "wrong")) == "queue-key")
        #expect(await code(try await door.queue(named: "none")) == "no-queue")
        await door.market.queues.setReading(false)
        #expect(await code(try await door.queue()) == "queue-right")
    }
}
