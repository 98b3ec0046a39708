import Foundation

/// The client's side of one letter's delivery (RFC 5321), a reply at a time: what to send next. No network.
///
/// Where TLS is asked for, nothing but greetings is said before it stands, and what was heard before it is forgotten
/// (RFC 3207, 6).
struct SMTPTalk {
    enum Security: Sendable, Hashable {
        /// `STARTTLS`, and nothing without it.
        case startTLS
        /// TLS from the first byte; or none at all, on loopback.
        case asItStands
    }

    enum Step: Hashable {
        /// A line, or a whole message, ended by CRLF.
        case send(String)
        /// Begin TLS, then call `secured`.
        case startTLS
        /// The server has the letter.
        case done
    }

    /// One whole reply; its lines without their codes.
    struct Reply: Hashable {
        var status: Int
        var lines: [String]
    }

    private enum State { case greeting, hello, startTLS, authenticating, sender, recipient, data, body, over }

    let from: String
    let to: String
    let message: String
    let user: (name: String, password: String)?
    var security: Security
    /// How we call ourselves.
    var name = "localhost"
    private var state = State.greeting

    init(from: String, to: String, message: String, user: (name: String, password: String)?, security: Security) {
        self.from = from
        self.to = to
        self.message = message
        self.user = user
        self.security = security
    }

    /// TLS stands: the talk begins anew.
    mutating func secured() -> Step {
        self.security = .asItStands
        self.state = .hello
        return .send("EHLO \(self.name)\r\n")
    }

    mutating func take(_ reply: Reply) throws(MailError) -> Step {
        switch (self.state, reply.status) {
        case (.greeting, 220):
            self.state = .hello
            return .send("EHLO \(self.name)\r\n")
        case (.hello, 250): return try self.greeted(reply)
        case (.startTLS, 220): return .startTLS
        case (.startTLS, _): throw .insecure
        case (.authenticating, 235): return self.begin()
        case (.authenticating, 500...599): throw .unauthorized
        case (.sender, 250):
            self.state = .recipient
            return .send("RCPT TO:<\(self.to)>\r\n")
        case (.recipient, 250), (.recipient, 251):
            self.state = .data
            return .send("DATA\r\n")
        case (.data, 354):
            self.state = .body
            return .send(Self.stuffed(self.message) + ".\r\n")
        case (.body, 250):
            self.state = .over
            return .done
        case (_, 500...599): throw .refused(status: reply.status)
        default: throw .unreachable("status \(reply.status)")
        }
    }

    private mutating func greeted(_ reply: Reply) throws(MailError) -> Step {
        let offers = reply.lines.dropFirst().map { $0.uppercased() }
        if self.security == .startTLS {
            guard offers.contains("STARTTLS") else { throw .insecure }
            self.state = .startTLS
            return .send("STARTTLS\r\n")
        }
        guard let user else { return self.begin() }
        guard let line = offers.first(where: { $0.hasPrefix("AUTH ") }),
            line.split(separator: " ").contains("PLAIN")
        else { throw .unauthorized }
        self.state = .authenticating
        let secret = Data("\0\(user.name)\0\(user.password)".utf8).base64EncodedString()
        return .send("AUTH PLAIN \(secret)\r\n")
    }

    private mutating func begin() -> Step {
        self.state = .sender
        return .send("MAIL FROM:<\(self.from)>\r\n")
    }

    /// A line that begins with a dot gets another (RFC 5321, 4.5.2).
    private static func stuffed(_ message: String) -> String {
        let text = message.hasPrefix(".") ? "." + message : message
        return text.replacing("\r\n.", with: "\r\n..")
    }
}

/// Replies out of bytes as they arrive.
struct SMTPReplies {
    /// Bytes of a reply at most: no server has more to say.
    static let longest = 16_384

    private var bytes: [UInt8] = []
    private var lines: [String] = []

    var isEmpty: Bool { self.bytes.isEmpty && self.lines.isEmpty }

    mutating func append(_ new: some Sequence<UInt8>) throws(MailError) {
        self.bytes.append(contentsOf: new)
        guard self.bytes.count <= Self.longest, self.lines.count < 200 else { throw .unreachable("unreadable reply") }
    }

    /// The next whole reply; `nil` until it has arrived.
    mutating func next() throws(MailError) -> SMTPTalk.Reply? {
        while let end = self.bytes.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: self.bytes[..<end], as: UTF8.self).trimmingCharacters(in: .newlines)
            self.bytes.removeSubrange(...end)
            guard line.utf8.count >= 3, let status = Int(line.prefix(3)), (200...599).contains(status) else {
                throw .unreachable("unreadable reply")
            }
            self.lines.append(String(line.dropFirst(4)))
            if line.dropFirst(3).first == "-" { continue }
            defer { self.lines = [] }
            return SMTPTalk.Reply(status: status, lines: self.lines)
        }
        return nil
    }
}
