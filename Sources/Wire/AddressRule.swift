import Foundation

/// Which addresses may be called at all.
///
/// Plain HTTP shows keys and orders to everyone on the way, so it is for this machine only. User and password inside
/// an address end in logs, so they are refused.
public struct AddressRule: Sendable {
    /// Whether a host (lower case, no port) is on the list of those configured; asked for every call.
    public var allows: @Sendable (_ host: String) -> Bool

    public init(allows: @escaping @Sendable (_ host: String) -> Bool = { _ in true }) { self.allows = allows }

    public func check(_ url: URL) throws(TransportError) {
        guard let scheme = url.scheme?.lowercased(), let host = Self.host(of: url) else {
            throw .forbidden("This is not a complete web address. Give one like https://shop.example.")
        }
        guard url.user(percentEncoded: true) == nil, url.password(percentEncoded: true) == nil else {
            throw .forbidden("The address holds a user or password. Give it without; keys have fields of their own.")
        }
        switch scheme {
        case "https": break
        case "http" where Self.isLoopback(host): break
        case "http":
            throw .forbidden(
                "\(host) would be called over plain HTTP, which shows keys to everyone on the way. Use https://, "
                    + "or plain HTTP on this machine only (127.0.0.1, ::1, localhost).")
        default: throw .forbidden("The address must begin with https://.")
        }
        guard self.allows(host) else {
            throw .forbidden(
                "\(host) is not among the hosts this installation may call. Connect it, or allow it in the settings.")
        }
    }

    /// Whether `host` is this machine: 127.0.0.0/8 written as four numbers, `::1`, or `localhost`.
    public static func isLoopback(_ host: String) -> Bool {
        let host = Self.bare(host.lowercased())
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "127" else { return false }
        return parts.allSatisfy { part in
            (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) }
                && (Int(part) ?? 256) <= 255
        }
    }

    static func host(of url: URL) -> String? {
        guard let host = url.host(percentEncoded: true)?.lowercased(), !host.isEmpty else { return nil }
        return Self.bare(host)
    }

    /// Without the brackets that an IPv6 address stands in.
    private static func bare(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }
}
