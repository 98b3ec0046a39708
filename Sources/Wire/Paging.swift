import Foundation

/// How far a list goes, from an answer's headers.
public struct PageCount: Sendable, Hashable {
    /// Records in all (`X-WP-Total`).
    public var total: Int?
    /// Pages in all (`X-WP-TotalPages`).
    public var pages: Int?
    /// The address of the next page (`Link` with `rel="next"`, RFC 8288).
    public var next: String?

    public init(_ reply: HTTPReply) {
        self.total = reply[header: "X-WP-Total"].flatMap { Int($0) }
        self.pages = reply[header: "X-WP-TotalPages"].flatMap { Int($0) }
        self.next = reply[header: "Link"].flatMap { LinkHeader.parse($0)["next"] }
    }

    /// Whether a page follows. A proxy may drop the headers; then a full page says that another may follow.
    ///
    /// - Parameters:
    ///   - page: The page in hand, from 1.
    ///   - count: Records in it.
    ///   - size: Records asked for.
    public func continues(after page: Int, count: Int, size: Int) -> Bool {
        if let pages = self.pages { return page < pages }
        if self.next != nil { return true }
        return count >= size
    }
}

/// The `Link` header (RFC 8288): targets by relation.
public enum LinkHeader {
    public static func parse(_ text: String) -> [String: String] {
        var links: [String: String] = [:]
        var rest = text[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let target = String(rest[rest.index(after: open)..<close])
            let after = rest[rest.index(after: close)...]
            let end = Self.endOfParameters(after)
            for relation in Self.relations(after[..<end]) where links[relation] == nil { links[relation] = target }
            rest = after[end...]
        }
        return links
    }

    /// The comma that ends this link's parameters; one between quotes does not.
    private static func endOfParameters(_ text: Substring) -> Substring.Index {
        var quoted = false
        for index in text.indices {
            if text[index] == "\"" { quoted.toggle() }
            if text[index] == ",", !quoted { return index }
        }
        return text.endIndex
    }

    private static func relations(_ parameters: Substring) -> [String] {
        for parameter in parameters.split(separator: ";") {
            let pair = parameter.split(separator: "=", maxSplits: 1).map { $0.withoutOuterSpace }
            guard pair.count == 2, pair[0].lowercased() == "rel" else { continue }
            return pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\"")).lowercased()
                .split(separator: " ").map(String.init)
        }
        return []
    }
}
