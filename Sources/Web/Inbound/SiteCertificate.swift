public import Commerce
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import NIOSSL
import Synchronization

/// The certificate that this process shows where it ends TLS itself: TLS 1.2 and up.
///
/// Files that have changed are read again within ten seconds, so that a renewed certificate needs no restart. Where the new ones
/// cannot be used the old ones stay.
public final class SiteCertificate: Sendable {
    private struct Loaded {
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKeySource
        var stamp: [Date?]
        var lookedAt: ContinuousClock.Instant
    }

    private let chain: String
    private let key: String
    private let loaded: Mutex<Loaded>
    private static let gap = Duration.seconds(10)

    /// - Parameters:
    ///   - chain: A file in PEM: the certificate, then those above it.
    ///   - key: A file in PEM, not encrypted.
    /// - Throws: `CertificateError`.
    public init(chain: String, key: String) throws(CertificateError) {
        self.chain = chain
        self.key = key
        self.loaded = Mutex(try Self.load(chain, key))
    }

    func server(_ http: HTTP1Channel.Configuration) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            try TLSChannel(
                HTTP1Channel(responder: responder, configuration: http), tlsConfiguration: self.configuration)
        }
    }

    private var configuration: TLSConfiguration {
        let now = self.loaded.withLock { $0 }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: now.chain, privateKey: now.key)
        configuration.minimumTLSVersion = .tlsv12
        configuration.sslContextCallback = { _, promise in
            let now = self.current()
            var override = NIOSSLContextConfigurationOverride()
            override.certificateChain = now.chain
            override.privateKey = now.key
            promise.succeed(override)
        }
        return configuration
    }

    private func current() -> Loaded {
        self.loaded.withLock { loaded in
            guard ContinuousClock.now - loaded.lookedAt > Self.gap else { return loaded }
            loaded.lookedAt = .now
            if Self.stamp(self.chain, self.key) != loaded.stamp, let fresh = try? Self.load(self.chain, self.key) {
                loaded = fresh
            }
            return loaded
        }
    }

    private static func load(_ chain: String, _ key: String) throws(CertificateError) -> Loaded {
        let stamp = Self.stamp(chain, key)
        let certificates: [NIOSSLCertificate]
        do { certificates = try NIOSSLCertificate.fromPEMFile(chain) } catch { throw .unreadable(chain) }
        let secret: NIOSSLPrivateKey
        do { secret = try NIOSSLPrivateKey(file: key, format: .pem) } catch { throw .unreadable(key) }
        let loaded = Loaded(
            chain: certificates.map { .certificate($0) }, key: .privateKey(secret), stamp: stamp, lookedAt: .now)
        // A key that does not belong to the certificate shows here, and not to the first visitor.
        do {
            _ = try NIOSSLContext(
                configuration: .makeServerConfiguration(certificateChain: loaded.chain, privateKey: loaded.key))
        } catch { throw .mismatch(chain, key) }
        return loaded
    }

    private static func stamp(_ files: String...) -> [Date?] {
        files.map { (try? FileManager.default.attributesOfItem(atPath: $0))?[.modificationDate] as? Date }
    }
}

/// A certificate that cannot be shown.
public enum CertificateError: Error, Sendable, Hashable, Explained {
    case unreadable(String)
    case mismatch(String, String)

    public var code: String { "tls.certificate" }
    public var sentence: String {
        switch self {
        case .unreadable(let path): "\(path) holds nothing in PEM that can be used."
        case .mismatch(let chain, let key): "The key in \(key) does not belong to the certificate in \(chain)."
        }
    }
    public var wayOut: String {
        "Give the full chain (such as fullchain.pem) as tls-certificate and its key (privkey.pem), readable to whoever starts "
            + "Entrepot, as tls-key."
    }
}
