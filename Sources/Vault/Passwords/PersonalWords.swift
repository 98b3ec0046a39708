import Foundation

/// Words that stand for one member and may not be in the password: the address, its parts, the name, the company.
///
/// Amazon's Data Protection Policy (1.4): "not include any part of the user's name"; NIST SP 800-63B-4 lists the user's name
/// and derivatives among what a blocklist should hold.
public struct PersonalWords: Sendable, Masked {
    /// Code points. Shorter parts of a name stand in too many innocent words to be refused.
    static let shortest = 3
    /// The same for a company, whose name is often made of plain words (`The Best Shop`).
    static let shortestOfCompany = 5

    /// Folded.
    let words: Set<String>

    /// - Parameters:
    ///   - address: An e-mail address; its parts count, the last of the domain (`com`) does not.
    ///   - name: The member's name as written; each word counts.
    ///   - company: Each word of five letters or more counts.
    public init(address: String, name: String = "", company: String = "") {
        let halves = address.split(separator: "@", maxSplits: 1).map(String.init)
        let local = halves.first ?? ""
        let domain = (halves.count > 1 ? halves[1] : "").split(separator: ".").dropLast().map(String.init)
        let own = Self.folded([address, local] + Self.parts(local) + Self.parts(name), from: Self.shortest)
        let shared = Self.folded(domain + Self.parts(company), from: Self.shortestOfCompany)
        self.words = own.union(shared)
    }

    func appear(in text: String) -> Bool {
        let forms = Guessing.forms(of: text)
        return self.words.contains { word in forms.contains { $0.contains(word) } }
    }

    private static func parts(_ text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func folded(_ words: [String], from shortest: Int) -> Set<String> {
        Set(words.map(Guessing.folded).filter { $0.unicodeScalars.count >= shortest })
    }

    public var mask: String { "\(self.words.count) words" }
}
