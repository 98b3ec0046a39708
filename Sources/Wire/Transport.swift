import Foundation

/// One HTTP request as we mean it, before any library sees it.
public struct HTTPCall: Sendable {
    public var method: String
    /// Absolute, with its query. May hold a signature; it is never logged.
    public var url: URL
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]?
    /// The whole exchange must end within this; the answer is unknown afterwards.
    public var timeout: Duration
    /// A longer answer is cut off with `.tooLarge`. Bytes.
    public var answerLimit: Int

    public init(
        _ method: String, _ url: URL, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeout: Duration = .seconds(30), answerLimit: Int = 16 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.answerLimit = answerLimit
    }
}

/// What came back.
public struct HTTPReply: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in any case.
    public subscript(header name: String) -> String? {
        self.headers.first { Self.isSame($0.name, name) }?.value
    }

    /// Names of headers are ASCII (RFC 9110, 5.1): letters differ by one bit where only their case does.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        let (one, other) = (one.utf8, other.utf8)
        guard one.count == other.count else { return false }
        return zip(one, other).allSatisfy { one, other in
            if one == other { return true }
            guard one ^ other == 32, case 97...122 = one | 32 else { return false }
            return true
        }
    }
}

/// Why there is no answer.
public enum TransportError: Error, Sendable, Hashable {
    /// Nothing was sent: name unknown, connection refused, TLS failed. The text is safe to show.
    case unreachable(String)
    /// Sent, perhaps; no whole answer in time or the connection broke. The request may have had its effect.
    case interrupted
    /// The answer is larger than the call allows.
    case tooLarge
    /// The address may not be called (plain HTTP that is not loopback, or no valid address). The text is safe to show.
    case forbidden(String)

    /// It was too late to send it (`CallContext.endsBy`).
    public static let late = TransportError.unreachable(
        "This program stood still for a while, and what it was about to send was no longer sure to be right.")
}

/// The seam between us and the network. One implementation speaks HTTP; a simulator may be another.
public protocol Transport: Sendable {
    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply
    /// Time since some fixed instant, never going back: what the length of a call is measured with.
    var uptime: Duration { get }
}

extension Transport {
    /// The machine's own, where time is real.
    public var uptime: Duration { Uptime.start.duration(to: .now) }

    /// The last thing before a request leaves.
    ///
    /// - Throws: `.late` where it could still be on its way when nobody counts on it any more.
    public func checkPunctual(_ call: HTTPCall) throws(TransportError) {
        if let latest = CallContext.endsBy, self.uptime + call.timeout > latest { throw .late }
    }
}

private enum Uptime {
    static let start = ContinuousClock.now
}
