public import Foundation

/// Finds what a channel's deliveries are checked with where the channel signs with a key of its own that changes: by the name in a
/// delivery's head. And answers where the channel asks an address of ours whether it is one.
public protocol HookKeyFinding: Sendable {
    /// - Parameter place: Where the key is asked for, which is where the connection is that the delivery is about.
    /// - Returns: `nil` where the delivery names no key that the channel knows.
    func key(
        _ headers: [(name: String, value: String)], at place: OAuthPlace
    ) async throws(ConnectorError) -> String?

    /// The body that proves that the address is ours, in JSON.
    ///
    /// - Parameters:
    ///   - secret: The app's word for deliveries, which was given to the channel with the address.
    ///   - address: As it was given.
    /// - Returns: `nil` where nothing was asked.
    func answer(_ query: [String: String], secret: String, address: URL) -> [UInt8]?
}
