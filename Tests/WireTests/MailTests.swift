import Foundation
import Testing

@testable import Wire

@Suite("A letter's delivery")
struct SMTPTalkTests {
    private static func talk(_ security: SMTPTalk.Security = .asItStands, user: (String, String)? = nil) -> SMTPTalk {
        SMTPTalk(
            from: "hub@example.org", to: "ada@example.org", message: "Subject: x\r\n\r\n.hidden\r\nend\r\n", user: user,
            security: security)
    }

    /// What is sent in answer to each reply.
    private static func sent(_ talk: SMTPTalk, _ replies: [(Int, [String])]) throws -> [SMTPTalk.Step] {
        var talk = talk
        return try replies.map { try talk.take(.init(status: $0.0, lines: $0.1)) }
    }

    @Test("goes step by step, and a line that begins with a dot arrives whole")
    func steps() throws {
        let steps = try Self.sent(
            Self.talk(), [(220, [""]), (250, ["mx", "SIZE 1"]), (250, [""]), (250, [""]), (354, [""]), (250, [""])])
        #expect(
            steps == [
                .send("EHLO localhost\r\n"), .send("MAIL FROM:<hub@example.org>\r\n"),
                .send("RCPT TO:<ada@example.org>\r\n"), .send("DATA\r\n"),
                .send("Subject: x\r\n\r\n..hidden\r\nend\r\n.\r\n"), .done,
            ])
    }

    @Test("says nothing before TLS where TLS is asked for, and greets anew under it")
    func startTLS() throws {
        var talk = Self.talk(.startTLS, user: ("hub", "secret"))
        #expect(try talk.take(.init(status: 220, lines: [""])) == .send("EHLO localhost\r\n"))
        #expect(try talk.take(.init(status: 250, lines: ["mx", "STARTTLS", "AUTH PLAIN"])) == .send("STARTTLS\r\n"))
        #expect(try talk.take(.init(status: 220, lines: [""])) == .startTLS)
        #expect(talk.secured() == .send("EHLO localhost\r\n"))
        let secret = Data("\0hub\0secret".utf8).base64EncodedString()
        #expect(
            try talk.take(.init(status: 250, lines: ["mx", "AUTH LOGIN PLAIN"])) == .send("AUTH PLAIN \(secret)\r\n"))
    }

    @Test("gives up where somebody has taken STARTTLS out, or the name is refused")
    func insecure() throws {
        #expect(throws: MailError.insecure) {
            try Self.sent(Self.talk(.startTLS), [(220, [""]), (250, ["mx", "AUTH PLAIN"])])
        }
        #expect(throws: MailError.insecure) {
            try Self.sent(Self.talk(.startTLS), [(220, [""]), (250, ["mx", "STARTTLS"]), (454, [""])])
        }
        #expect(throws: MailError.unauthorized) {
            try Self.sent(Self.talk(user: ("hub", "x")), [(220, [""]), (250, ["mx", "AUTH PLAIN"]), (535, [""])])
        }
        #expect(throws: MailError.unauthorized) {
            try Self.sent(Self.talk(user: ("hub", "x")), [(220, [""]), (250, ["mx", "AUTH GSSAPI"])])
        }
    }

    @Test("a no for good is told from one for now", arguments: [(550, false), (451, true), (421, true)])
    func sorted(status: Int, mayPass: Bool) throws {
        let error = #expect(throws: MailError.self) {
            try Self.sent(Self.talk(), [(220, [""]), (250, ["mx"]), (250, [""]), (status, ["5.1.1 ada@example.org"])])
        }
        #expect(error?.mayPass == mayPass)
        #expect(error?.code.contains("ada") == false)
    }

    @Test("replies are read whole, however they arrive, and nonsense is none")
    func replies() throws {
        var replies = SMTPReplies()
        for byte in "250-mx\r\n250-SIZE 1\r\n250 OK\r\n354".utf8 { try replies.append([byte]) }
        #expect(try replies.next() == SMTPTalk.Reply(status: 250, lines: ["mx", "SIZE 1", "OK"]))
        #expect(try replies.next() == nil)
        #expect(!replies.isEmpty)
        var nonsense = SMTPReplies()
        try nonsense.append("HTTP/1.1 400\r\n".utf8)
        #expect(throws: MailError.self) { try nonsense.next() }
        var endless = SMTPReplies()
        #expect(throws: MailError.self) { for _ in 0..<20 { try endless.append(Array(repeating: 65, count: 1_000)) } }
    }
}

@Suite("A letter")
struct MailMessageTests {
    static let at = Date(timeIntervalSince1970: 1_795_329_177)

    @Test("is what RFC 5322 asks for")
    func rendered() {
        let text = MailMessage(to: "ada@example.org", subject: "Hello", text: "One\nTwo\n")
            .rendered(from: "Entrepot <hub@example.org>", id: "1", at: Self.at)
        #expect(
            text == """
                From: Entrepot <hub@example.org>\r
                To: <ada@example.org>\r
                Subject: Hello\r
                Date: Sun, 22 Nov 2026 06:32:57 +0000\r
                Message-ID: <1@example.org>\r
                MIME-Version: 1.0\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: base64\r
                Auto-Submitted: auto-generated\r
                \r
                T25lDQpUd28NCg==\r

                """)
    }

    @Test(
        "cannot be given another header or another reader",
        arguments: ["x\r\nBcc: eve@example.org", "x\nBcc: eve@example.org"])
    func injection(text: String) {
        let message = MailMessage(to: text, subject: text, text: "x").rendered(from: text, id: "1", at: Self.at)
        #expect(!message.contains(/(^|\n)Bcc:/))
        #expect(message.components(separatedBy: "\r\n\r\n").count == 2)
    }

    @Test("has a subject of any script in words that every program reads")
    func subject() {
        let message = MailMessage(to: "a@b.c", subject: "Überraschung für Ångström und 株式会社 in Kiel", text: "x")
            .rendered(from: "a@b.c", id: "1", at: Self.at)
        let lines = message.split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 < 0x80 } })
    }
}
