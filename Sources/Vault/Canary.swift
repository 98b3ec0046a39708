import Foundation

/// A secret that is planted to be looked for: where it turns up, real ones would have.
///
/// Plant one in each field that holds a secret, use the product, then ask `traces` of every log line, page, error, URL, export and
/// process list. It is found as it is and in the disguises that careless code gives a secret.
public struct Canary: Sendable, Hashable, Masked {
    /// How a planted secret shows in what was looked through.
    public enum Disguise: String, Sendable, Hashable, CaseIterable {
        /// As it was planted, in capitals or not.
        case plain
        /// The first or the last half: a cut line, a "masked" value.
        case half
        /// From its last character to its first.
        case reversed
        /// In hex, of either case.
        case hex
        /// In base64 of either alphabet, wherever in the encoded text it begins.
        case base64
        /// With each byte percent-encoded.
        case percent
    }

    /// What it stands for, such as `woo.consumer-secret`.
    public let name: String
    /// 40 characters: `canary` and 34 of hex. No character of it is escaped in JSON, HTML, SQL or a URL. Another's where it was watched.
    public let secret: Secret

    public static func generate(_ name: String, random: RandomBytes = .system) -> Canary {
        Canary(name: name, secret: Secret("canary" + Hex.encode(random(17))))
    }

    /// A secret that somebody else made up, to be looked for like a planted one: a token that was shown once.
    ///
    /// - Parameter secret: At least ten characters, or it would be found everywhere. Halves of less than 17 are not looked for.
    public static func watching(_ name: String, _ secret: Secret) -> Canary {
        precondition(secret.reveal().count >= 10, "so short a secret is found by chance")
        return Canary(name: name, secret: secret)
    }

    /// Every disguise it was found in; none when it is not there.
    public func traces(in bytes: some Sequence<UInt8>) -> Set<Disguise> {
        let text = String(decoding: Array(bytes).map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
        return self.traces(in: text)
    }

    /// - Complexity: Linear in the text, some twelve passes.
    public func traces(in text: String) -> Set<Disguise> {
        self.traces(in: Data(text.utf8), small: Data(text.lowercased().utf8))
    }

    /// - Parameter small: The same in small letters: made once for many canaries.
    func traces(in text: Data, small: Data) -> Set<Disguise> {
        Set(
            Disguise.allCases.filter { disguise in
                self.forms(disguise).contains { form in
                    (disguise == .base64 ? text : small).range(of: Data(form.utf8)) != nil
                }
            })
    }

    /// What to look for; in small letters unless the case matters.
    private func forms(_ disguise: Disguise) -> [String] {
        let text = self.secret.reveal()
        let small = text.lowercased()
        return switch disguise {
        case .plain: [small]
        // The random part alone: every canary begins with the same word.
        case .half: small.count < 40 ? [] : [String(small.dropFirst(6).prefix(17)), String(small.suffix(17))]
        case .reversed: [String(small.reversed())]
        case .hex: [Hex.encode(Array(text.utf8))]
        case .base64: Self.base64(Array(text.utf8))
        case .percent: [text.utf8.map { "%" + Hex.encode([$0]) }.joined()]
        }
    }

    /// The part of the encoding that does not depend on what stands before and after, for each of the three places in a group.
    /// Letters, digits and nothing else are had from hex and ASCII words often, not always: both alphabets are looked for.
    private static func base64(_ bytes: [UInt8]) -> [String] {
        (0..<3).flatMap { shift -> [String] in
            let encoded = Data(Array(repeating: 0, count: shift) + bytes).base64EncodedString()
            let whole = (shift + bytes.count) / 3 * 4
            let core = String(encoded.prefix(whole).dropFirst(shift == 0 ? 0 : 4))
            return [core, core.replacing("+", with: "-").replacing("/", with: "_")]
        }
    }

    public var mask: String { "canary of \(self.name)" }
}
