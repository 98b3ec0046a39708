import Crypto
import Foundation
import Synchronization
import Testing
import Twins
import Workbench

@Suite("eBay's notifications")
struct EbayNoticeTests {
    private static let notices = "/commerce/notification/v1"
    private static let endpoint = "https://hub.example.com/hooks/app/ebay"
    private static let secret = "a-token-of-at-least-thirty-two-letters"

    /// A desk with a destination that answers the challenge, subscribed to these topics.
    private static func desk(_ topics: [String]) async throws -> (desk: EbayDesk, token: String) {
        let desk = try await EbayDesk()
        await desk.market.ebay.setAsking { address in Self.answer(address, Self.secret) }
        let token = try await desk.appToken()
        _ = await desk.send("PUT", Self.notices + "/config", #"{"alertEmail":"ops@example.com"}"#, token: token)
        let made = await desk.send("POST", Self.notices + "/destination", Self.destination(), token: token)
        for topic in topics {
            _ = await desk.send(
                "POST", Self.notices + "/subscription", Self.subscription(topic, at: Self.id(made)), token: token)
        }
        return (desk, token)
    }

    static func destination(_ endpoint: String = endpoint, status: String = "ENABLED") -> String {
        #"{"name":"hub","status":"\#(status)","deliveryConfig":{"endpoint":"\#(endpoint)","verificationToken":"\#(secret)"}}"#
    }

    static func subscription(_ topic: String, at destination: String, status: String = "ENABLED") -> String {
        #"{"topicId":"\#(topic)","destinationId":"\#(destination)","status":"\#(status)","#
            + #""payload":{"format":"JSON","schemaVersion":"1.0","deliveryProtocol":"HTTPS"}}"#
    }

    /// What a `Location` ends in.
    static func id(_ reply: Reply) -> String {
        reply.header("Location")?.split(separator: "/").last.map(String.init) ?? ""
    }

    /// As eBay's page on it has it: SHA-256 over the code, the token and the endpoint, in this order.
    private static func answer(_ address: String, _ secret: String) -> [UInt8]? {
        let parts = address.components(separatedBy: "?challenge_code=")
        guard parts.count == 2 else { return nil }
        let hash = SHA256.hash(data: Data((parts[1] + secret + parts[0]).utf8))
        return Array(#"{"challengeResponse":"\#(hash.map { String(format: "%02x", $0) }.joined())"}"#.utf8)
    }

    @Test("an endpoint must answer the challenge with its token before it is a destination")
    func challenge() async throws {
        let desk = try await EbayDesk()
        let token = try await desk.appToken()
        let early = await desk.send("POST", Self.notices + "/destination", Self.destination(), token: token)
        #expect(early.status == 409 && early.errorID == 195003, "an address for alerts comes first")
        _ = await desk.send("PUT", Self.notices + "/config", #"{"alertEmail":"ops@example.com"}"#, token: token)
        await desk.market.ebay.setAsking { address in Self.answer(address, "another token") }
        let wrong = await desk.send("POST", Self.notices + "/destination", Self.destination(), token: token)
        #expect(wrong.status == 409 && wrong.errorID == 195020)
        await desk.market.ebay.setAsking { _ in nil }
        #expect(await desk.send("POST", Self.notices + "/destination", Self.destination(), token: token).status == 409)
        await desk.market.ebay.setAsking { address in Self.answer(address, Self.secret) }
        let made = await desk.send("POST", Self.notices + "/destination", Self.destination(), token: token)
        #expect(made.status == 201 && made.header("Location")?.contains("/destination/") == true)
        let twice = await desk.send("POST", Self.notices + "/destination", Self.destination(), token: token)
        #expect(twice.errorID == 195021)
        let short = Self.destination().replacing(Self.secret, with: "short")
        #expect(await desk.send("POST", Self.notices + "/destination", short, token: token).errorID == 195019)
    }

    @Test("a message is signed with the key that getPublicKey gives, by either digest", arguments: ["SHA1", "SHA256"])
    func signed(digest: String) async throws {
        let (desk, token) = try await Self.desk(["ITEM_AVAILABILITY"])
        await desk.market.ebay.setDigest(digest)
        _ = await desk.setQuantity("MUG", to: 0)
        let hook = try #require(await desk.market.takeDeliveries().first)
        #expect(hook.url == Self.endpoint)
        let header = try #require(hook.headers.first { $0.name == "X-EBAY-SIGNATURE" }?.value)
        let seal = Node(try JSONSerialization.jsonObject(with: try #require(Data(base64Encoded: header))))
        #expect(seal["alg"].string == "ecdsa" && seal["digest"].string == digest)
        let key = await desk.get("\(Self.notices)/public_key/\(seal["kid"].string ?? "")", token: token).json
        let text = (key["key"].string ?? "")
            .replacing("-----BEGIN PUBLIC KEY-----", with: "").replacing("-----END PUBLIC KEY-----", with: "")
        let known = try P256.Signing.PublicKey(derRepresentation: try #require(Data(base64Encoded: text)))
        let signature = try P256.Signing.ECDSASignature(
            derRepresentation: try #require(Data(base64Encoded: seal["signature"].string ?? "")))
        let body = Data(hook.body)
        let isValid =
            digest == "SHA1"
            ? known.isValidSignature(signature, for: Insecure.SHA1.hash(data: body))
            : known.isValidSignature(signature, for: SHA256.hash(data: body))
        #expect(isValid)
        let message = Node(try JSONSerialization.jsonObject(with: body))
        #expect(message["metadata"]["topic"].string == "ITEM_AVAILABILITY")
        #expect(message["notification"]["publishAttemptCount"].int == 1)
        #expect(message["notification"]["data"]["availability"].string == "TEMPORARILY_UNAVAILABLE")
        #expect(message["notification"]["data"]["itemId"].string == (await desk.shop.offer("MUG")?.listing))
        #expect(await desk.get(Self.notices + "/public_key/none", token: token).errorID == 195001)
    }

    @Test("what nobody takes comes again, counted; a forged one is signed wrongly")
    func again() async throws {
        let (desk, _) = try await Self.desk(["ITEM_AVAILABILITY"])
        _ = await desk.setQuantity("MUG", to: 0)
        let first = try #require(await desk.market.takeDeliveries().first)
        await desk.market.delivered(first, status: 500)
        await desk.pass(11)
        let second = try #require(await desk.market.takeDeliveries().first)
        #expect(String(decoding: second.body, as: UTF8.self).contains(#""publishAttemptCount":2"#))
        await desk.market.delivered(second, status: 204)
        await desk.pass(100)
        #expect(await desk.market.takeDeliveries().isEmpty)
    }

    @Test("a withdrawn consent and a deleted account are told of")
    func accounts() async throws {
        let (desk, _) = try await Self.desk(["AUTHORIZATION_REVOCATION", "MARKETPLACE_ACCOUNT_DELETION"])
        await desk.market.ebay.revoke(shop: "seller")
        await desk.market.ebay.announceDeletion(username: "grace_1", userID: "u-1")
        await desk.pass(1)
        let bodies = try await desk.market.takeDeliveries().map {
            Node(try JSONSerialization.jsonObject(with: Data($0.body)))
        }
        #expect(
            bodies.map { $0["metadata"]["topic"].string } == [
                "AUTHORIZATION_REVOCATION", "MARKETPLACE_ACCOUNT_DELETION",
            ])
        #expect(bodies.first?["notification"]["data"]["userId"].string == desk.shop.userID)
        #expect(bodies.first?["notification"]["data"]["revokeReason"].string == "REVOKED_BY_USER")
        #expect(bodies.last?["notification"]["data"]["username"].string == "grace_1")
    }

    @Test("what is typed in the developer's portal is told of accounts, and nothing else")
    func portal() async throws {
        let desk = try await EbayDesk()
        let token = await desk.market.ebay.addEndpoint("http://127.0.0.1:9/hooks/app/ebay")
        #expect(token.wholeMatch(of: /[A-Za-z0-9_\-]{32,80}/) != nil)
        _ = await desk.setQuantity("MUG", to: 0)
        await desk.market.ebay.announceDeletion(username: "grace_1", userID: "u-1")
        await desk.pass(1)
        let hooks = await desk.market.takeDeliveries()
        #expect(hooks.map(\.url) == ["http://127.0.0.1:9/hooks/app/ebay"])
        let hook = try #require(hooks.first)
        #expect(String(decoding: hook.body, as: UTF8.self).contains(#""username":"grace_1""#))
    }

    @Test("orders are told of only where a topic for them was set")
    func orders() async throws {
        let (desk, token) = try await Self.desk([])
        let place = await desk.get(Self.notices + "/destination", token: token).json["destinations"].list.first
        let wish = Self.subscription("ORDERS", at: place?["destinationId"].string ?? "")
        #expect(await desk.send("POST", Self.notices + "/subscription", wish, token: token).errorID == 195027)
        await desk.market.ebay.setOrderTopic("ORDERS")
        #expect(await desk.send("POST", Self.notices + "/subscription", wish, token: token).status == 201)
        let sale = await desk.shop.buy("MUG")
        let hook = try #require(await desk.market.takeDeliveries().first)
        #expect(String(decoding: hook.body, as: UTF8.self).contains(desk.shop.orderID(sale?.orderID ?? 0)))
    }

    @Test("a topic has one subscription, which is silent while it or its destination is disabled")
    func disabled() async throws {
        let (desk, token) = try await Self.desk(["ITEM_AVAILABILITY"])
        let known = await desk.get(Self.notices + "/subscription", token: token).json["subscriptions"].list.first
        let (id, place) = (known?["subscriptionId"].string ?? "", known?["destinationId"].string ?? "")
        let twice = Self.subscription("ITEM_AVAILABILITY", at: place)
        #expect(await desk.send("POST", Self.notices + "/subscription", twice, token: token).errorID == 195012)
        #expect(await desk.send("DELETE", "\(Self.notices)/destination/\(place)", token: token).errorID == 195024)
        #expect(await desk.send("POST", "\(Self.notices)/subscription/\(id)/disable", token: token).status == 204)
        _ = await desk.setQuantity("MUG", to: 0)
        #expect(await desk.market.takeDeliveries().isEmpty)
        let off = Self.destination(status: "DISABLED")
        #expect(await desk.send("PUT", "\(Self.notices)/destination/\(place)", off, token: token).status == 204)
        let enabled = await desk.send("POST", "\(Self.notices)/subscription/\(id)/enable", token: token)
        #expect(enabled.status == 409 && enabled.errorID == 195015)
    }
}
