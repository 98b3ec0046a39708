import Foundation

/// One letter to one person, in plain text: no pictures, nothing that tells us whether it was read.
public struct MailMessage: Sendable, Hashable {
    /// ASCII, as `MailAddress` of the members checks it.
    public var to: String
    public var subject: String
    /// Lines end with `\n`.
    public var text: String

    public init(to: String, subject: String, text: String) {
        self.to = to
        self.subject = subject
        self.text = text
    }

    /// The message as RFC 5322 has it, lines ended by CRLF, the text in base64 so that no server has to change it.
    ///
    /// - Parameters:
    ///   - from: `Name <address>` or an address alone.
    ///   - id: What stands before the `@` of its Message-ID.
    func rendered(from: String, id: String, at date: Date) -> String {
        let sender = Self.address(of: from)
        let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
        let headers = [
            "From: \(Self.clean(from))", "To: <\(Self.clean(self.to))>", "Subject: \(Self.word(self.subject))",
            "Date: \(Self.date(date))", "Message-ID: <\(id)@\(domain)>", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
            "Auto-Submitted: auto-generated",
        ]
        let body = Data(self.text.replacing("\n", with: "\r\n").utf8)
            .base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
        return headers.joined(separator: "\r\n") + "\r\n\r\n" + body + "\r\n"
    }

    /// What stands between the angle brackets, else all of it.
    static func address(of text: String) -> String {
        guard let open = text.lastIndex(of: "<"), let close = text.lastIndex(of: ">"), open < close else {
            return self.clean(text)
        }
        return self.clean(String(text[text.index(after: open)..<close]))
    }

    /// Nothing that could begin another line or another header.
    private static func clean(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar.value >= 0x20 && scalar.value < 0x7F { line.append(scalar) }
        return String(line)
    }

    /// A header's text: as it is where it is plain, else as encoded words of RFC 2047, of at most 75 characters each.
    private static func word(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?") && text.utf8.count < 60
        if isPlain { return text }
        var words: [String] = []
        var part = ""
        for character in text {
            if (part + String(character)).utf8.count > 42 {
                words.append(part)
                part = ""
            }
            part.append(character)
        }
        words.append(part)
        return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// RFC 5322, 3.3, in UTC.
    private static func date(_ date: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return format.string(from: date)
    }
}
