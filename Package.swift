// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is compiled with: Swift 6, no implicit `any`, no accidental
/// re-exports, and a warning is an error.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

extension Target {
    static func part(
        _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil
    )
        -> Target
    {
        .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
    }

    static func tests(
        _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource]? = nil
    ) -> Target {
        .testTarget(
            name: name, dependencies: dependencies + ["Workbench"], exclude: exclude, resources: resources,
            swiftSettings: strict)
    }
}

extension Target.Dependency {
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    /// AES-CBC for Fernet, scrypt for passwords.
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let logging = product(name: "Logging", package: "swift-log")
    static let metrics = product(name: "Metrics", package: "swift-metrics")
    static let http = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let nio = product(name: "NIOCore", package: "swift-nio")
    static let nioFoundation = product(name: "NIOFoundationCompat", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTLS = product(name: "HummingbirdTLS", package: "hummingbird")
    static let mustache = product(name: "Mustache", package: "swift-mustache")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let sqlite = product(name: "GRDBSQLite", package: "GRDB.swift")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let arguments = product(name: "ArgumentParser", package: "swift-argument-parser")
}

let package = Package(
    name: "entrepot",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "entrepot", targets: ["Hub"]),
        .executable(name: "entrepot-bench", targets: ["Bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .part("Commerce"),
        .part("Store"),
        .part("StoreSQLite", ["Store", .grdb, .sqlite]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .part("StorePostgres", ["Store", "CLibPQ"]),
        .part("Vault", [.crypto, .cryptoExtras]),
        .part("Jobs", ["Store"]),
        .part("Records", ["Commerce", "Store", "Jobs"]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .part("Wire", ["CZlib", .http, .nio, .nioHTTP1, .nioPosix, .nioSSL, .crypto]),
        .part("ConnectorKit", ["Commerce", "Wire"]),
        .part("Connectors", ["ConnectorKit", "Commerce", "Wire", .crypto]),
        .part(
            "Twins",
            [
                "Wire", .hummingbird, .hummingbirdCore, .nio, .nioHTTP1, .httpTypes, .http, .crypto, .logging,
                .lifecycle,
            ]),
        .part(
            "Operations",
            [
                "Commerce", "Store", "Records", "Jobs", "Vault", "ConnectorKit", "Wire", .crypto, .logging, .metrics,
            ], resources: [.embedInCode("Promises/promises.txt")]),
        .part("Pages", ["Commerce", .mustache], resources: [.embedInCode("Assets"), .embedInCode("Templates")]),
        .part(
            "Web",
            [
                "Operations", "Pages", "Commerce", "ConnectorKit", "Jobs", "Vault", "Wire", "Store", "Records",
                .hummingbird, .hummingbirdCore, .hummingbirdTLS, .httpTypes, .nio, .nioHTTPTypes, .nioSSL, .logging,
                .lifecycle,
            ]),
        .part(
            "Simulator",
            [
                "Commerce", "ConnectorKit", "Jobs", "Operations", "Records", "Store", "StoreSQLite", "StorePostgres",
                "Twins", "Vault",
                "Wire", .logging,
            ]),
        .executableTarget(
            name: "Hub",
            dependencies: [
                "Commerce", "Store", "StoreSQLite", "StorePostgres", "Vault", "Records", "Jobs", "Wire",
                "ConnectorKit", "Connectors", "Twins", "Operations", "Simulator", "Pages", "Web", .arguments,
                .hummingbird,
                .lifecycle, .unixSignals, .logging, .metrics, .http,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "Commerce", "Store", "StoreSQLite", "StorePostgres", "Vault", "Records", "Jobs", "Wire",
                "ConnectorKit", "Connectors", "Twins", "Operations", "Simulator", .arguments, .logging,
            ],
            swiftSettings: strict),
        .target(
            name: "Workbench", dependencies: ["Store", "StoreSQLite", "StorePostgres", "Wire"], path: "Tests/Workbench",
            swiftSettings: strict),
        .tests("BenchTests", ["Bench"]),
        .tests("CommerceTests", ["Commerce"]),
        .tests("StoreTests", ["Store", "StoreSQLite", "StorePostgres"]),
        .tests("VaultTests", ["Vault", .crypto], exclude: ["judges"]),
        .tests("JobsTests", ["Jobs", "Store"]),
        .tests("WireTests", ["Wire", .nio, .nioHTTP1, .nioPosix], exclude: ["judges"]),
        .tests("PagesTests", ["Pages"], resources: [.copy("Fixtures")]),
        .tests(
            "OperationsTests",
            [
                "Operations", "Commerce", "Store", "Records", "Jobs", "Vault", "ConnectorKit", "Wire", .logging,
            ]),
        .tests(
            "WebTests",
            [
                "Web", "Hub", "Operations", "Commerce", "Store", "StoreSQLite", "Records", "Jobs", "Vault",
                "ConnectorKit", "Connectors", "Wire", "Pages", .hummingbird, .hummingbirdTesting, .arguments, .logging,
                .httpTypes, .http, .nio, .nioHTTP1, .nioSSL, .crypto,
            ]),
        .tests(
            "JourneysTests",
            [
                "Commerce", "ConnectorKit", "Connectors", "Jobs", "Operations", "Records", "Store", "StorePostgres",
                "Twins",
                "Vault",
                "Wire",
                .crypto, .logging,
            ]),
        .tests("SimulatorTests", ["Simulator", "Commerce", "ConnectorKit", "Connectors", "Twins"]),
        .tests("RecordsTests", ["Records", "Store", "StoreSQLite", "StorePostgres"]),
        .testTarget(
            name: "TwinsTests",
            dependencies: [
                "Twins", "Workbench", .http, .crypto, .logging, .nio, .nioFoundation, .nioHTTP1, .hummingbirdCore,
                .httpTypes, .lifecycle,
            ], exclude: ["judges", "Fixtures"], swiftSettings: strict),
        .tests(
            "ConnectorsTests", ["ConnectorKit", "Connectors", "Commerce", "Wire"], exclude: ["judges"],
            resources: [.copy("Fixtures")]),
    ]
)
