/// A file the pages link to, compiled into the program.
public struct Asset: Sendable, Hashable {
    /// What follows `Path.assets`: `entrepot.css`.
    public let name: String
    /// For the `Content-Type` header.
    public let contentType: String
    public let bytes: [UInt8]
    /// A quoted entity tag that changes with the bytes. Not a security hash.
    public let entityTag: String

    init(_ name: String, _ contentType: String, _ bytes: [UInt8]) {
        self.name = name
        self.contentType = contentType
        self.bytes = bytes
        // FNV-1a, 64 bits: enough to notice an edit.
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        self.entityTag = "\"\(String(hash, radix: 16))\""
    }
}

extension Pages {
    /// Every file the pages link to, served under `Path.assets`.
    public static let assets: [Asset] = [
        Asset("entrepot.css", "text/css; charset=utf-8", PackageResources.entrepot_css),
        Asset("live.js", "text/javascript; charset=utf-8", PackageResources.live_js),
        Asset("logo.svg", "image/svg+xml", PackageResources.logo_svg),
    ]

    public static func asset(named name: String) -> Asset? { self.assets.first { $0.name == name } }
}
