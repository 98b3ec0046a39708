public import Foundation
import Synchronization
import Wire

/// Addresses that a merchant typed, read once: each visit to a shop opens its address anew.
public final class KnownPlaces<Place: Sendable>: Sendable {
    private let known = Mutex<[String: Place]>([:])

    public init() {}

    public func place(
        of address: String, _ read: (String) throws(ConnectorError) -> Place
    ) throws(ConnectorError) -> Place {
        if let known = self.known.withLock({ $0[address] }) { return known }
        let place = try read(address.withoutOuterSpace)
        self.known.withLock { known in
            if known.count >= 1_000 { known.removeAll() }
            known[address] = place
        }
        return place
    }
}

/// A channel's addresses below one that a person gave.
public enum ChannelAddress {
    /// A path below a base, without the base's query, fragment and slashes at its end.
    ///
    /// - Parameter refused: What is thrown for what is no address.
    /// - Throws: `forbidden` for what may not be called (`AddressRule`).
    public static func url(
        _ base: String, _ path: String, refused: ConnectorError
    ) throws(ConnectorError) -> URL {
        guard var parts = URLComponents(string: base), parts.host?.isEmpty == false else { throw refused }
        parts.query = nil
        parts.fragment = nil
        while parts.percentEncodedPath.hasSuffix("/") { parts.percentEncodedPath.removeLast() }
        parts.percentEncodedPath += path
        guard let url = parts.url else { throw refused }
        try self.check(url, refused: refused)
        return url
    }

    /// A place for files that a channel named. On this machine only beside a channel that is here itself: nobody from
    /// outside has us call our own services.
    public static func elsewhere(_ address: String, beside base: URL) throws(ConnectorError) -> URL {
        let refused = ConnectorError.forbidden("The channel named a place for files that may not be called.")
        guard let url = URL(string: address), let host = url.host(),
            !AddressRule.isLoopback(host) || AddressRule.isLoopback(base.host() ?? "")
        else { throw refused }
        try self.check(url, refused: refused)
        return url
    }

    /// One spelling of an address: host and scheme in small letters, without a port that its scheme has anyway, a query, a fragment, or
    /// slashes at its end. This machine has several names and is given one.
    public static func spelling(_ url: URL) -> String {
        guard var parts = URLComponents(url: url, resolvingAgainstBaseURL: true) else { return url.absoluteString }
        parts.scheme = parts.scheme?.lowercased()
        parts.host = parts.host?.lowercased()
        if parts.host == "localhost" { parts.host = "127.0.0.1" }
        if parts.port == (parts.scheme == "http" ? 80 : 443) { parts.port = nil }
        parts.query = nil
        parts.fragment = nil
        while parts.percentEncodedPath.hasSuffix("/") { parts.percentEncodedPath.removeLast() }
        return parts.string ?? url.absoluteString
    }

    public static func check(_ url: URL, refused: ConnectorError) throws(ConnectorError) {
        do {
            try AddressRule().check(url)
        } catch .forbidden(let reason) {
            throw .forbidden(reason)
        } catch {
            throw refused
        }
    }
}
