import Foundation

/// The name of an account: an e-mail address in small letters, ASCII, 3 to 254 characters.
///
/// Checked for what could do harm in a mail's header or be read as two addresses; whether it receives mail, only mail can tell.
public struct MailAddress: Sendable, Hashable {
    public let text: String

    /// - Returns: `nil` for what is no address.
    public init?(_ typed: String) {
        let text = typed.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard (3...254).contains(text.utf8.count), halves.count == 2, (1...64).contains(halves[0].utf8.count),
            halves[0].utf8.allSatisfy(Self.isLocal), !halves[0].hasPrefix("."), !halves[0].hasSuffix("."),
            !halves[1].isEmpty, halves[1].utf8.allSatisfy(Self.isDomain),
            halves[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            })
        else { return nil }
        self.text = text
    }

    /// RFC 5321's `Dot-string`, without the quoted form.
    private static func isLocal(_ byte: UInt8) -> Bool {
        Self.isDomain(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}
