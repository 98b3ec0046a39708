import ConnectorKit
import Crypto
import Foundation
import Synchronization
import Wire

/// The public keys that eBay signs notifications with: fetched by the name that stands in a notification's header, with the app's own
/// access, and kept for an hour, as the vendor advises (notes, "Push").
public final class EbayNoticeKeys: HookKeyFinding {
    private struct Known {
        var key: String
        var until: Date
    }
    private let known = Mutex<[String: Known]>([:])

    static let life: TimeInterval = 3_600
    /// Keys that are kept at most: whoever sends many names must not fill the memory.
    static let most = 100

    public init() {}

    private struct PublicKey: Decodable, Sendable { var key: String }

    public func key(
        _ headers: [(name: String, value: String)], at place: OAuthPlace
    ) async throws(ConnectorError) -> String? {
        guard let seal = try? EbayNoticeVerifier.Seal(headers) else { return nil }
        let home = try EbayPlace(place.address)
        let (name, now) = ("\(home.api.absoluteString) \(seal.kid)", place.now())
        if let found = self.known.withLock({ $0[name] }), now < found.until { return found.key }
        var settings = EbaySettings()
        settings.readTimeout = .seconds(10)
        let api = EbayAPI(
            place: home, app: place.app, tokens: try await EbayOAuth.application(place, at: home.token),
            transport: place.transport,
            settings: settings, now: place.now)
        do throws(ConnectorError) {
            let told = try await api.get(PublicKey.self, .notification, "/public_key/\(EbayAPI.part(seal.kid))")
            self.known.withLock { known in
                if known.count >= Self.most { known.removeAll() }
                known[name] = Known(key: told.value.key, until: now.addingTimeInterval(Self.life))
            }
            return told.value.key
        } catch .refused {
            return nil
        }
    }

    /// eBay asks whoever is to be told something whether they are who they say: the answer is a hash of its word, of ours, and of the
    /// address, in that order.
    public func answer(_ query: [String: String], secret: String, address: URL) -> [UInt8]? {
        guard let code = query["challenge_code"], (1...200).contains(code.count) else { return nil }
        let hash = Signing.sha256Hex((code + secret + address.absoluteString).utf8)
        return Array(#"{"challengeResponse":"\#(hash)"}"#.utf8)
    }
}
