import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("What Amazon puts into a queue")
struct AmazonNoticeTests {
    static let order = Fixture.text("amazon/notification-order-change")

    /// What the queue makes of message bodies.
    private static func notices(_ bodies: [String]) async throws -> [QueuedNotice] {
        let messages = bodies.enumerated().map { index, body -> JSONValue in
            .object(["MessageId": .text("m\(index)"), "ReceiptHandle": .text("r\(index)"), "Body": .text(body)])
        }
        let answer = try JSONEncoder().encode(JSONValue.object(["Messages": .array(messages)]))
        return try await queue(ScriptedTransport(.json(String(decoding: answer, as: UTF8.self)))).receive(wait: .zero)
    }

    static func queue(_ transport: ScriptedTransport, address: String = address) throws -> any NoticeQueue {
        let opening = try #require(Amazon.channel.queue)
        return try opening(
            ChannelQueue(
                address: try #require(URL(string: address)), keyID: "AKIDEXAMPLE", secret: "wJalrSecret"), transport,
            { Date(timeIntervalSince1970: 1_763_788_000) })
    }

    static let address = "https://sqs.eu-west-1.amazonaws.com/123456789012/entrepot"

    @Test(
        "of each notification is left whose it is and what to read",
        arguments: [
            ("notification-order-change", "A3TH9S8BH6GOGM", WebhookNotice.order(key: "903-8868176-2219830")),
            ("notification-listing-status", "A3AYAZLIQ7AX77", .listing(key: "NLS-SHOES-03")),
            ("notification-feed-finished", "A3TH9S8BH6GOGM", .feed(key: "53347018456")),
            ("notification-kept", "A3TH9S8BH6GOGM", .kept),
        ])
    func known(fixture: String, seller: String, notice: WebhookNotice) async throws {
        let found = try await Self.notices([Fixture.text("amazon/" + fixture)])
        #expect(found == [QueuedNotice(receipt: "r0", shop: seller, notice: notice)])
    }

    @Test("what EventBridge forwards is told as what Amazon gave it")
    func forwarded() async throws {
        let status = Fixture.text("amazon/notification-listing-status")
        let event = #"{"version":"0","id":"1","detail-type":"LISTINGS_ITEM_STATUS_CHANGE","detail":\#(status)}"#
        #expect(try await Self.notices([event]).map(\.notice) == [.listing(key: "NLS-SHOES-03")])
    }

    @Test("both words that Amazon has for a listing's state are understood")
    func twoWords() async throws {
        let other = Fixture.text("amazon/notification-listing-status").replacing(
            "\"LISTINGS_ITEM_STATUS_CHANGE\"", with: "\"LISTINGS_ITEM_STATUS_CHANGED\"")
        #expect(try await Self.notices([other]).map(\.notice) == [.listing(key: "NLS-SHOES-03")])
    }

    @Test(
        "what is unknown, broken or not of Amazon's shape asks for nothing",
        arguments: [
            ("", "unreadable"), ("<html>", "unreadable"), ("[]", "unreadable"), ("{}", "unreadable"),
            (#"{"NotificationType":"ORDER_CHANGE"}"#, "unreadable"),
            (#"{"NotificationType":"ANY_OFFER_CHANGED","Payload":{"SellerId":"A1"}}"#, "ANY_OFFER_CHANGED"),
            (#"{"NotificationType":"drop table; --","Payload":{}}"#, "unknown"),
            (
                #"{"NotificationType":"ORDER_CHANGE","Payload":{"OrderChangeNotification":{"SellerId":"A1"}}}"#,
                "ORDER_CHANGE"
            ),
            (
                #"{"NotificationType":"ORDER_CHANGE","Payload":{"OrderChangeNotification":{"SellerId":"A1","AmazonOrderId":"../../x"}}}"#,
                "ORDER_CHANGE"
            ),
            (
                #"{"NotificationType":"LISTINGS_ITEM_ISSUES_CHANGE","Payload":{"SellerId":"A1","Sku":"A\u0000B\u0007"}}"#,
                "LISTINGS_ITEM_ISSUES_CHANGE"
            ),
        ])
    func unknown(body: String, topic: String) async throws {
        #expect(
            try await Self.notices([body]) == [
                QueuedNotice(receipt: "r0", shop: nil, notice: .ignored(topic: topic))
            ])
    }

    @Test("a message of ten that is none keeps no other from being understood")
    func neighbours() async throws {
        let found = try await Self.notices([Self.order, "nonsense", Self.order])
        #expect(found.map(\.receipt) == ["r0", "r1", "r2"] && found[0].notice == found[2].notice)
        #expect(found[1].shop == nil)
    }

    // MARK: The protocol

    @Test("a queue is asked in its own protocol, signed, for ten messages and as long as it waits")
    func receive() async throws {
        let transport = ScriptedTransport(.json("{}"))
        #expect(try await Self.queue(transport).receive(wait: .seconds(90)) == [])
        let call = try #require(transport.calls.first)
        func header(_ name: String) -> String? { call.headers.first { $0.name == name }?.value }
        #expect(call.method == "POST" && call.url.absoluteString == "https://sqs.eu-west-1.amazonaws.com/")
        #expect(header("x-amz-target") == "AmazonSQS.ReceiveMessage")
        #expect(header("content-type") == "application/x-amz-json-1.0" && header("x-amz-date") == "20251122T050640Z")
        #expect(header("authorization")?.contains("AKIDEXAMPLE/20251122/eu-west-1/sqs/aws4_request") == true)
        #expect(
            header("authorization")?.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-target,") == true)
        #expect(call.json?["QueueUrl"]?.text == Self.address && call.json?["MaxNumberOfMessages"] == .integer(10))
        #expect(call.json?["WaitTimeSeconds"] == .integer(20) && call.timeout > .seconds(20))
        let shown = "\(call.headers) \(String(decoding: call.body ?? [], as: UTF8.self))"
        #expect(!shown.contains("wJalrSecret"))
    }

    @Test("messages are taken off ten at a time, each by its receipt")
    func remove() async throws {
        let done = #"{"Successful":[],"Failed":[{"Id":"1","Code":"ReceiptHandleIsInvalid","SenderFault":true}]}"#
        let transport = ScriptedTransport(.json(done), .json(done))
        try await Self.queue(transport).remove(
            (0..<12).map { QueuedNotice(receipt: "r\($0)", shop: nil, notice: .ping) })
        #expect(transport.calls.map { $0.json?["Entries"]?.elements.count } == [10, 2])
        #expect(transport.calls.last?.json?["Entries"]?.elements.last?["ReceiptHandle"]?.text == "r11")
        #expect(Set(transport.calls[0].json?["Entries"]?.elements.compactMap { $0["Id"]?.text } ?? []).count == 10)
    }

    @Test("what is wrong is told by AWS's code, in the header or in the body")
    func refused() async throws {
        func code(_ status: Int, _ type: String, _ header: String?) async -> String {
            let reply = HTTPReply(
                status: status, headers: header.map { [("x-amzn-query-error", "\($0);Sender")] } ?? [],
                body: Array(#"{"__type":"\#(type)","message":"wJalrSecret"}"#.utf8))
            do { _ = try await Self.queue(ScriptedTransport(.reply(reply))).receive(wait: .zero) } catch {
                #expect(!"\(error)".contains("wJalrSecret"))
                switch error as? ConnectorError {
                case .refused(let code, "queue", _): return code
                case .throttled: return "throttled"
                case .transient: return "transient"
                default: return "\(error)"
                }
            }
            return "none"
        }
        let sqs = "com.amazonaws.sqs#"
        let common = "com.amazon.coral.service#"
        #expect(await code(400, sqs + "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue") == "no-queue")
        #expect(await code(400, sqs + "QueueDoesNotExist", nil) == "no-queue")
        #expect(await code(403, common + "UnrecognizedClientException", "InvalidClientTokenId") == "queue-key")
        #expect(await code(403, common + "InvalidSignatureException", nil) == "queue-key")
        #expect(await code(403, common + "AccessDeniedException", "AccessDenied") == "queue-right")
        let older = HTTPReply(
            status: 403, headers: [],
            body: Array("<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>".utf8))
        await #expect {
            try await Self.queue(ScriptedTransport(.reply(older))).receive(wait: .zero)
        } throws: {
            if case ConnectorError.refused("queue-key", _, _) = $0 { true } else { false }
        }
        #expect(await code(403, "", nil) == "queue-right")
        #expect(await code(400, sqs + "RequestThrottled", nil) == "throttled")
        #expect(await code(400, sqs + "InvalidAddress", nil) == "queue-400")
        #expect(await code(500, "", nil) == "transient")
    }

    @Test(
        "what is no standard queue's address is refused before anything is sent",
        arguments: [
            "https://sqs.eu-west-1.amazonaws.com/entrepot", "https://example.com/123456789012/entrepot",
            "https://sqs.eu-west-1.amazonaws.com/123456789012/entrepot.fifo",
            "https://sqs.eu-west-1.amazonaws.com.evil.example/123456789012/entrepot",
            "http://sqs.eu-west-1.amazonaws.com/123456789012/entrepot",
        ])
    func addresses(address: String) throws {
        #expect(throws: ConnectorError.self) { try Self.queue(ScriptedTransport(), address: address) }
    }
}
