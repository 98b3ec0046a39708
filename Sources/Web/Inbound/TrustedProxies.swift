import Foundation
import HTTPTypes
import Wire

/// The proxies in front of us whose word about a client's address is believed, and the header they say it in.
public struct TrustedProxies: Sendable, Hashable {
    public enum Header: String, Sendable, Hashable, CaseIterable {
        case xForwardedFor = "x-forwarded-for"
        /// RFC 7239.
        case forwarded
    }

    public var ranges: [AddressRange]
    public var header: Header

    public init(_ ranges: [AddressRange], header: Header = .xForwardedFor) {
        self.ranges = ranges
        self.header = header
    }

    /// A proxy on this machine, and no other.
    public static let onThisMachine = TrustedProxies(["127.0.0.0/8", "::1"].compactMap { AddressRange($0) })

    func trusts(_ address: IPAddress) -> Bool { self.ranges.contains { $0.contains(address) } }

    /// Entries of a header that are looked at; more proxies in a row nobody has.
    private static let most = 32

    /// Who asks: the other end of the connection or, where that is a trusted proxy, whom it names; and so on to the left, because each
    /// proxy adds on the right and only what trusted ones have added is known.
    func client(peer: IPAddress?, _ headers: HTTPFields) -> IPAddress? {
        guard var client = peer, self.trusts(client) else { return peer }
        for entry in self.entries(headers).reversed().prefix(Self.most) {
            // Nonsense, or a name: what stands left of it is nobody's word.
            guard let named = Self.address(entry) else { return client }
            client = named
            guard self.trusts(named) else { return client }
        }
        return client
    }

    private func entries(_ headers: HTTPFields) -> [Substring] {
        guard let name = HTTPField.Name(self.header.rawValue) else { return [] }
        let elements = headers[values: name].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        guard self.header == .forwarded else { return elements }
        return elements.map { element in
            let pair = element.split(separator: ";").map { $0.drop { $0 == " " } }
                .first { $0.lowercased().hasPrefix("for=") }
            return pair?.dropFirst(4) ?? ""
        }
    }

    /// Without blanks, quotes, brackets and a port.
    private static func address(_ entry: Substring) -> IPAddress? {
        let text = entry.trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return IPAddress(text[text.index(after: text.startIndex)..<end])
        }
        if let whole = IPAddress(text) { return whole }
        return text.split(separator: ":", omittingEmptySubsequences: false).count == 2
            ? text.split(separator: ":").first.flatMap { IPAddress($0) } : nil
    }
}
