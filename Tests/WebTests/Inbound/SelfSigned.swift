import Crypto
import Foundation

/// A certificate for this machine that is made for one test, and its key: two files in PEM.
struct SelfSigned: Sendable {
    let folder: URL
    var certificate: String { self.folder.appending(path: "certificate.pem").path() }
    var key: String { self.folder.appending(path: "key.pem").path() }

    init() throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: false)
        let secret = P256.Signing.PrivateKey()
        let der = try Self.certificate(of: secret)
        try Self.pem("CERTIFICATE", der).write(toFile: self.certificate, atomically: true, encoding: .utf8)
        try secret.pemRepresentation.write(toFile: self.key, atomically: true, encoding: .utf8)
    }

    func remove() { try? FileManager.default.removeItem(at: self.folder) }

    /// RFC 5280, as little of it as a client asks for: version 3, ECDSA with SHA-256, good for a day around now.
    private static func certificate(of key: P256.Signing.PrivateKey) throws -> [UInt8] {
        let algorithm = Self.sequence(Self.object([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]))
        let name = Self.sequence(
            Self.tagged(
                0x31, Self.sequence(Self.object([0x55, 0x04, 0x03]) + Self.tagged(0x0C, Array("localhost".utf8)))))
        let (from, until) = (Date(timeIntervalSinceNow: -43_200), Date(timeIntervalSinceNow: 43_200))
        let names = Self.tagged(0x82, Array("localhost".utf8)) + Self.tagged(0x87, [127, 0, 0, 1])
        let alternative = Self.sequence(
            Self.object([0x55, 0x1D, 0x11]) + Self.tagged(0x04, Self.sequence(names)))
        let body = Self.sequence(
            Self.tagged(0xA0, Self.tagged(0x02, [2])) + Self.tagged(0x02, [0x01]) + algorithm + name
                + Self.sequence(Self.time(from) + Self.time(until)) + name
                + Array(key.publicKey.derRepresentation) + Self.tagged(0xA3, Self.sequence(alternative)))
        let signature = try key.signature(for: Data(body)).derRepresentation
        return Self.sequence(body + algorithm + Self.tagged(0x03, [0] + Array(signature)))
    }

    private static func sequence(_ content: [UInt8]) -> [UInt8] { Self.tagged(0x30, content) }
    private static func object(_ arcs: [UInt8]) -> [UInt8] { Self.tagged(0x06, arcs) }

    /// As UTCTime: `261122215500Z`.
    private static func time(_ date: Date) -> [UInt8] {
        let text = date.ISO8601Format(Date.ISO8601FormatStyle(timeZone: .gmt)).filter(\.isNumber)
        return Self.tagged(0x17, Array((text.dropFirst(2) + "Z").utf8))
    }

    private static func tagged(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length: [UInt8] =
            switch content.count {
            case 0..<128: [UInt8(content.count)]
            case 128..<256: [0x81, UInt8(content.count)]
            default: [0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
            }
        return [tag] + length + content
    }

    private static func pem(_ name: String, _ bytes: [UInt8]) -> String {
        let text = Data(bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN \(name)-----\n\(text)\n-----END \(name)-----\n"
    }
}
