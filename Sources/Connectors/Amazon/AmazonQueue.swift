import ConnectorKit
import Foundation
import Wire

/// Reads the queue of Amazon SQS that notifications lie in: its JSON protocol (SQS API 2012-11-05, AWS JSON 1.0), signed.
struct AmazonQueue: NoticeQueue {
    let place: AmazonQueuePlace
    private let key: AWSSignature
    private let transport: any Transport
    private let now: @Sendable () -> Date

    /// ReceiveMessage, "MaxNumberOfMessages": 1 to 10; "WaitTimeSeconds": at most 20; DeleteMessageBatch: up to ten.
    static let batch = 10
    static let longestWait = 20
    /// Seconds for the answer itself, beside the wait.
    private static let patience = 10
    /// Ten messages of 1 MiB, and their escapes.
    private static let answerLimit = 24 << 20

    init(
        _ queue: ChannelQueue, transport: any Transport, now: @escaping @Sendable () -> Date
    ) throws(ConnectorError) {
        self.place = try AmazonQueuePlace(queue.address)
        self.key = AWSSignature(
            keyID: queue.keyID, secret: queue.secret, region: self.place.region, service: "sqs")
        self.transport = transport
        self.now = now
    }

    func receive(wait: Duration) async throws(ConnectorError) -> [QueuedNotice] {
        let seconds = min(Self.longestWait, Int(max(0, wait.components.seconds)))
        let messages = try await self.take(SQSWish(of: self.place, most: Self.batch, wait: seconds))
        return messages.map { message in
            let (shop, notice) = AmazonNotices.notice(in: Array(message.body.utf8))
            return QueuedNotice(receipt: message.receipt, shop: shop, notice: notice)
        }
    }

    func remove(_ messages: [QueuedNotice]) async throws(ConnectorError) {
        for start in stride(from: 0, to: messages.count, by: Self.batch) {
            let some = messages[start..<min(start + Self.batch, messages.count)]
            // What the answer names as failed comes again, and does no harm.
            _ = try await self.ask(
                SQSRemoved.self, "DeleteMessageBatch",
                SQSRemoval(
                    queue: self.place.address.absoluteString,
                    entries: some.enumerated().map { SQSRemoval.Entry(id: "\($0)", receipt: $1.receipt) }))
        }
    }

    /// Also looks whether messages may be received: one that comes is left visible.
    func waiting() async throws(ConnectorError) -> Int {
        let told = try await self.ask(
            SQSAttributes.self, "GetQueueAttributes",
            SQSQuestion(queue: self.place.address.absoluteString, names: [SQSAttributes.count]))
        _ = try await self.take(SQSWish(of: self.place, most: 1, wait: 0, hiding: 0))
        return told.values?[SQSAttributes.count].flatMap { Int($0) } ?? 0
    }

    private func take(_ wish: SQSWish) async throws(ConnectorError) -> [SQSMessages.Message] {
        try await self.ask(SQSMessages.self, "ReceiveMessage", wish, wait: wish.wait).messages ?? []
    }

    private func ask<Value: Decodable & Sendable>(
        _ type: Value.Type, _ operation: String, _ wish: some Encodable, wait: Int = 0
    ) async throws(ConnectorError) -> Value {
        let body = try AmazonAPI.json(wish)
        let headers = self.key.sign(
            "POST", self.place.endpoint,
            headers: [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", "AmazonSQS.\(operation)")],
            body: body, at: self.now())
        let call = HTTPCall(
            "POST", self.place.endpoint, headers: headers, body: body, timeout: .seconds(wait + Self.patience),
            answerLimit: Self.answerLimit)
        return try await AmazonQueueErrors(now: self.now()).exchange(call, by: self.transport, as: type).value
    }
}

/// The shapes of SQS's JSON; its names begin with capitals.
private struct SQSWish: Encodable {
    var queue: String
    var most: Int
    var wait: Int
    /// Seconds for which nobody else gets the messages; `nil` for the queue's own.
    var hiding: Int?

    enum CodingKeys: String, CodingKey {
        case queue = "QueueUrl"
        case most = "MaxNumberOfMessages"
        case wait = "WaitTimeSeconds"
        case hiding = "VisibilityTimeout"
    }

    init(of place: AmazonQueuePlace, most: Int, wait: Int, hiding: Int? = nil) {
        self.queue = place.address.absoluteString
        self.most = most
        self.wait = wait
        self.hiding = hiding
    }
}

private struct SQSMessages: Decodable, Sendable {
    struct Message: Decodable, Sendable {
        var receipt: String
        var body: String

        enum CodingKeys: String, CodingKey {
            case receipt = "ReceiptHandle"
            case body = "Body"
        }
    }
    /// Missing where there is none.
    var messages: [Message]?

    enum CodingKeys: String, CodingKey { case messages = "Messages" }
}

private struct SQSRemoval: Encodable {
    struct Entry: Encodable {
        var id: String
        var receipt: String

        enum CodingKeys: String, CodingKey {
            case id = "Id"
            case receipt = "ReceiptHandle"
        }
    }
    var queue: String
    var entries: [Entry]

    enum CodingKeys: String, CodingKey {
        case queue = "QueueUrl"
        case entries = "Entries"
    }
}

private struct SQSRemoved: Decodable, Sendable {}

private struct SQSQuestion: Encodable {
    var queue: String
    var names: [String]

    enum CodingKeys: String, CodingKey {
        case queue = "QueueUrl"
        case names = "AttributeNames"
    }
}

private struct SQSAttributes: Decodable, Sendable {
    static let count = "ApproximateNumberOfMessages"
    var values: [String: String]?

    enum CodingKeys: String, CodingKey { case values = "Attributes" }
}

/// Sorts what SQS answers. Its code stands in `x-amzn-query-error` (`AccessDenied;Sender`), else behind the `#` of `__type`, else in
/// the older protocol's XML.
private struct AmazonQueueErrors: AnswerSorting {
    let now: Date

    /// All that is asked of a queue repeats safely.
    var effect: CallEffect { .read }

    private struct Problem: Decodable {
        var type: String

        enum CodingKeys: String, CodingKey { case type = "__type" }
    }

    func sort(_ reply: HTTPReply) -> ConnectorError? {
        guard !(200..<300).contains(reply.status) else { return nil }
        let code = self.code(reply)
        switch reply.status {
        case 429: return .throttled(retryAfter: self.wait(reply))
        case 400 where ["RequestThrottled", "ThrottlingException", "KmsThrottled", "OverLimit"].contains(code):
            return .throttled(retryAfter: self.wait(reply))
        case 400 where code.hasSuffix("NonExistentQueue") || code == "QueueDoesNotExist":
            return Self.refused("no-queue", "There is no such queue. See its URL in the SQS console.")
        case 400..<500 where Self.keys.contains(code):
            return Self.refused(
                "queue-key",
                "AWS does not take this key (\(code)). Make a new one for the queue's user.")
        case 403:
            return Self.refused(
                "queue-right",
                "The key may not read this queue. Give its user sqs:ReceiveMessage, sqs:DeleteMessage and "
                    + "sqs:GetQueueAttributes there.")
        case 400..<500 where reply.status != 408:
            let told = code.isEmpty ? "" : " \(code)"
            return Self.refused("queue-\(reply.status)", "SQS answered \(reply.status)\(told).")
        default: return .transient("SQS answered \(reply.status)")
        }
    }

    /// Common errors of AWS: a key that is unknown or ended, a secret that is not its own, a clock that is wrong.
    private static let keys: Set<String> = [
        "InvalidClientTokenId", "InvalidClientTokenIdException", "UnrecognizedClient", "UnrecognizedClientException",
        "InvalidAccessKeyId", "SignatureDoesNotMatch", "SignatureDoesNotMatchException", "InvalidSignature",
        "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException", "RequestExpired", "ExpiredToken",
        "ExpiredTokenException",
        "InvalidSecurity",
    ]

    private static func refused(_ code: String, _ message: String) -> ConnectorError {
        .refused(code: code, field: "queue", message: message)
    }

    private func wait(_ reply: HTTPReply) -> Duration {
        reply[header: "Retry-After"].flatMap { HTTPDate.retryAfter($0, now: self.now) } ?? .seconds(1)
    }

    /// One word; empty where there is none.
    private func code(_ reply: HTTPReply) -> String {
        let header = reply[header: "x-amzn-query-error"]?.split(separator: ";").first.map(String.init)
        let code = header ?? self.code(in: reply.body)
        let isWord = code.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") }
        return isWord && code.count <= 60 ? code : ""
    }

    /// What stands before SQS may speak the older protocol: `<Code>…</Code>`.
    private func code(in body: [UInt8]) -> String {
        guard body.count <= AmazonErrors.longestProblem else { return "" }
        if let problem = try? JSONAnswer.decode(Problem.self, from: body) {
            return problem.type.split(separator: "#").last.map(String.init) ?? ""
        }
        let text = String(decoding: body, as: UTF8.self)
        return text.firstMatch(of: /<Code>([^<]*)<\/Code>/).map { String($0.1) } ?? ""
    }
}
