import Foundation
import Wire

/// Queues as Amazon SQS serves them, in its JSON protocol and signed as AWS wants it: one account, one user, as many queues as a
/// test opens. `entrepot` is there from the start.
///
/// Messages are in memory only: a restart of the twins loses them, as an outage would.
public actor QueueFront: TwinFront {
    static let name = "sqs"
    public static let account = "000000000001"
    public static let region = "us-east-1"

    public nonisolated let keyID: String
    public nonisolated let secret: String
    public private(set) var address: String
    private var queues: [String: [QueuedMessage]] = ["entrepot": []]
    /// Whether messages may be received and taken off; a right that an administrator can take away.
    private var mayRead = true
    private var given = 0
    private let wall: @Sendable () -> Date

    /// Seconds that a message which was received stays hidden, where the caller names none (SQS, "VisibilityTimeout").
    private static let hidden = 30.0

    init(address: String, wall: @escaping @Sendable () -> Date) {
        var dice = Dice(named: "sqs user")
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        self.keyID = "AKIA" + String((0..<16).map { _ in dice.pick(letters) })
        self.secret = String((0..<40).map { _ in dice.pick(letters) })
        self.address = address
        self.wall = wall
    }

    nonisolated var pathName: String { Self.name }
    var isChanged: Bool { false }
    func shopName(of request: TwinRequest) -> String? { nil }
    func setClock(rate: Double) {}
    func moved(to address: String) { self.address = address }

    // MARK: Control

    /// Where a queue is read.
    public func url(of queue: String = "entrepot") -> String { "\(self.address)/\(Self.account)/\(queue)" }
    public static func arn(of queue: String) -> String { "arn:aws:sqs:\(Self.region):\(Self.account):\(queue)" }

    public func open(_ queue: String) { self.queues[queue] = self.queues[queue] ?? [] }
    /// Deletes a queue with all that lies in it.
    public func close(_ queue: String) { self.queues[queue] = nil }
    public func setReading(_ mayRead: Bool) { self.mayRead = mayRead }
    /// Somebody puts a message there.
    public func put(_ body: String, into queue: String = "entrepot") {
        self.given += 1
        self.queues[queue]?.append(QueuedMessage(id: self.given, body: body))
    }
    /// What is hidden from others because somebody received it is visible again.
    public func show(_ queue: String = "entrepot") {
        for index in self.queues[queue]?.indices ?? 0..<0 { self.queues[queue]?[index].hiddenUntil = .distantPast }
    }
    /// Messages that were not taken off, hidden or not.
    public func messages(in queue: String = "entrepot") -> [String] { self.queues[queue]?.map(\.body) ?? [] }

    func has(arn: String) -> Bool { self.queues.keys.contains { Self.arn(of: $0) == arn } }
    func put(_ body: String, at arn: String) {
        if let name = self.queues.keys.first(where: { Self.arn(of: $0) == arn }) { self.put(body, into: name) }
    }

    // MARK: Answering

    public func answer(_ request: TwinRequest) async -> TwinReply {
        do throws(QueueRefusal) {
            guard request.method == "POST", request.path.count == 1 else {
                throw QueueRefusal(404, "com.amazon.coral.service#UnknownOperationException", "")
            }
            try QueueSignature.check(request, key: self.keyID, secret: self.secret, at: self.wall())
            guard let body = Json(request.body), let url = body["QueueUrl"]?.text,
                let name = self.queues.keys.first(where: { self.url(of: $0) == url })
            else { throw .noQueue }
            guard self.mayRead else { throw .denied }
            switch request.headers["x-amz-target"] {
            case "AmazonSQS.ReceiveMessage": return Self.reply(try await self.receive(name, body))
            case "AmazonSQS.DeleteMessage":
                guard let receipt = body["ReceiptHandle"]?.text, self.remove(receipt, from: name) else {
                    throw QueueRefusal(400, "com.amazonaws.sqs#ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid")
                }
                return Self.reply([:])
            case "AmazonSQS.DeleteMessageBatch": return Self.reply(try self.removeSome(name, body))
            case "AmazonSQS.GetQueueAttributes":
                let count = self.visible(name).count
                return Self.reply(["Attributes": ["ApproximateNumberOfMessages": .string(String(count))]])
            default: throw QueueRefusal(400, "com.amazon.coral.service#UnknownOperationException", "")
            }
        } catch {
            return Self.reply(error)
        }
    }

    private func visible(_ name: String) -> [Int] {
        let now = self.wall()
        let all = self.queues[name] ?? []
        return all.indices.filter { all[$0].hiddenUntil <= now }
    }

    /// Waits for the first message by true time, and gives the oldest.
    private func receive(_ name: String, _ body: Json) async throws(QueueRefusal) -> Json {
        let (most, wait) = (body["MaxNumberOfMessages"]?.whole ?? 1, body["WaitTimeSeconds"]?.whole ?? 0)
        guard (1...10).contains(most), (0...20).contains(wait) else { throw .invalid }
        let end = ContinuousClock.now + .seconds(wait)
        while self.visible(name).isEmpty, ContinuousClock.now < end {
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { break }
        }
        let until = self.wall().addingTimeInterval(body["VisibilityTimeout"]?.whole.map(Double.init) ?? Self.hidden)
        var messages: [Json] = []
        for index in self.visible(name).prefix(most) {
            self.queues[name]?[index].hiddenUntil = until
            self.queues[name]?[index].received += 1
            guard let message = self.queues[name]?[index] else { continue }
            messages.append([
                "MessageId": .string("message-\(message.id)"), "ReceiptHandle": .string(message.receipt),
                "MD5OfBody": .string(message.digest), "Body": .string(message.body),
            ])
        }
        // The member is missing where there is none.
        return messages.isEmpty ? [:] : ["Messages": .array(messages)]
    }

    /// - Returns: `false` for what is no handle of a message. One of a message that is gone is taken.
    private func remove(_ receipt: String, from name: String) -> Bool {
        guard receipt.hasPrefix("receipt-") else { return false }
        self.queues[name]?.removeAll { $0.receipt == receipt }
        return true
    }

    private func removeSome(_ name: String, _ body: Json) throws(QueueRefusal) -> Json {
        let entries = body["Entries"]?.list ?? []
        let ids = entries.compactMap { $0["Id"]?.text }
        guard (1...10).contains(entries.count), Set(ids).count == entries.count else { throw .invalid }
        var (done, failed): ([Json], [Json]) = ([], [])
        for entry in entries {
            let id = Json.string(entry["Id"]?.text ?? "")
            if self.remove(entry["ReceiptHandle"]?.text ?? "", from: name) {
                done.append(["Id": id])
            } else {
                failed.append(["Id": id, "SenderFault": true, "Code": "ReceiptHandleIsInvalid"])
            }
        }
        return ["Successful": .array(done), "Failed": .array(failed)]
    }

    private static func reply(_ json: Json) -> TwinReply {
        TwinReply(status: 200, headers: [("Content-Type", "application/x-amz-json-1.0")], body: json.bytes())
    }

    private static func reply(_ error: QueueRefusal) -> TwinReply {
        var headers = [(name: "Content-Type", value: "application/x-amz-json-1.0")]
        if !error.code.isEmpty { headers.append(("x-amzn-query-error", "\(error.code);Sender")) }
        let json: Json = ["__type": .string(error.type), "message": .string("Refused.")]
        return TwinReply(status: error.status, headers: headers, body: json.bytes())
    }
}

struct QueuedMessage: Sendable {
    let id: Int
    let body: String
    var hiddenUntil = Date.distantPast
    var received = 0

    /// Another one each time it is received.
    var receipt: String { "receipt-\(self.id)-\(self.received)" }
    var digest: String { QueueSignature.md5(self.body) }
}

/// A refusal as SQS words it: a type in the body, and the code of the older protocol in `x-amzn-query-error`.
struct QueueRefusal: Error, Hashable {
    var status: Int
    var type: String
    var code: String

    init(_ status: Int, _ type: String, _ code: String) {
        self.status = status
        self.type = type
        self.code = code
    }

    static let noQueue = QueueRefusal(
        400, "com.amazonaws.sqs#QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue")
    static let denied = QueueRefusal(403, "com.amazon.coral.service#AccessDeniedException", "AccessDenied")
    static let unsigned = QueueRefusal(
        403, "com.amazon.coral.service#MissingAuthenticationTokenException", "MissingAuthenticationToken")
    static let unknownKey = QueueRefusal(
        403, "com.amazon.coral.service#UnrecognizedClientException", "InvalidClientTokenId")
    static let wrongSignature = QueueRefusal(
        403, "com.amazon.coral.service#InvalidSignatureException", "SignatureDoesNotMatch")
    static let invalid = QueueRefusal(400, "com.amazonaws.sqs#InvalidParameterValue", "InvalidParameterValue")
}
