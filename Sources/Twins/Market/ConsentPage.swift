import Foundation

/// What is the same on the consent pages of all channels.
enum ConsentPage {
    /// Whether an app may send a browser there: to what is registered, exactly; where nothing is, to any address that leads
    /// nowhere but to this machine.
    ///
    /// - Parameter nowhere: Ends of host names that no one has.
    static func mayRedirect(
        to address: String, registered: [String], nowhere: [String] = [".invalid", ".localhost"]
    ) -> Bool {
        guard registered.isEmpty else { return registered.contains(address) }
        let host = URL(string: address)?.host() ?? ""
        return ["127.0.0.1", "localhost", "::1"].contains(host) || nowhere.contains { host.hasSuffix($0) }
    }

    /// Sends the browser back.
    static func redirect(
        _ address: String, _ values: [(name: String, value: String)], _ headers: [(name: String, value: String)]
    ) -> TwinReply {
        let query = values.map { TwinRequest.Pair(name: $0.name, value: $0.value).encoded }.joined(separator: "&")
        let location = address + (address.contains("?") ? "&" : "?") + query
        return TwinReply(status: 302, headers: headers + [("Location", location)])
    }

    /// A query as it stands in the HTML of a link.
    static func query(_ pairs: [TwinRequest.Pair]) -> String { pairs.map(\.encoded).joined(separator: "&amp;") }
}
