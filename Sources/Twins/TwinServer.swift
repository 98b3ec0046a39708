import AsyncHTTPClient
import Foundation
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Serves twins over HTTP on loopback, until cancelled or shut down.
public struct TwinServer: Service {
    /// The shops, for callers in the same process. Usable before and while the server runs.
    public let market: TwinMarket
    private let options: TwinOptions
    private let logger: Logger

    public init(
        options: TwinOptions, logger: Logger = Logger(label: "twins"), wall: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.options = options
        self.logger = logger
        self.market = TwinMarket(options: options, wall: wall)
    }

    /// Runs server, clockwork and deliveries.
    ///
    /// - Throws: When the port is taken, or the state or environment file cannot be read or written.
    public func run() async throws {
        try await self.openShops()
        let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: Self.courier)
        await self.market.ebay.setAsking { address in await Self.fetch(address, client) }
        let result: Result<Void, any Error>
        do {
            try await self.serve(client)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await self.market.ebay.setAsking(nil)
        await Self.finishing {
            try? await client.shutdown()
            if let file = self.options.stateFile {
                do { try await TwinStateFile(url: file).save(self.market, always: true) } catch {
                    self.logger.error("the twins' state could not be saved", metadata: ["error": "\(error)"])
                }
            }
        }
        try result.get()
    }

    /// The body of a 200; a challenge is answered within ten seconds or not at all.
    private static func fetch(_ address: String, _ client: HTTPClient) async -> [UInt8]? {
        let reply = try? await client.execute(HTTPClientRequest(url: address), timeout: .seconds(10))
        guard let reply, reply.status == .ok, let body = try? await reply.body.collect(upTo: 1 << 16) else {
            return nil
        }
        return Array(body.readableBytesView)
    }

    private func serve(_ client: HTTPClient) async throws {
        let bound = AsyncStream<Int>.makeStream()
        let responder = TwinResponder(market: self.market)
        var quiet = self.logger
        quiet.logLevel = .critical  // being cancelled is how a server ends here, not an error
        let server = try HTTPServerBuilder.http1().buildServer(
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: self.options.port)),
            eventLoopGroup: HTTPClient.defaultEventLoopGroup, logger: quiet,
            responder: { (request, writer, channel) in try await responder.respond(to: request, writer) },
            onServerRunning: { channel in
                bound.continuation.yield(channel.localAddress?.port ?? 0)
                bound.continuation.finish()
            })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                for await port in bound.stream {
                    await self.market.bound(to: port)
                    if let file = self.options.envFile { try await TwinEnvironment(self.market).write(to: file) }
                    self.logger.info("twins are open", metadata: ["port": "\(port)"])
                }
                await Pulse(market: self.market, client: client, stateFile: self.options.stateFile).run()
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func openShops() async throws {
        if let file = self.options.stateFile { try await TwinStateFile(url: file).load(into: self.market) }
        let (market, seed) = (self.market, self.options.seed)
        var opened: UInt64 = 0
        // Each shop has luck of its own.
        func open(_ names: [String], _ open: (String, FaultPlan) async -> Void) async {
            for name in names {
                var faults = self.options.faults
                faults.seed &+= opened
                opened += 1
                await open(name, faults)
            }
        }
        await open(self.options.shops) { _ = await market.open($0, seed: seed, faults: $1) }
        await open(self.options.etsyShops) { _ = await market.openEtsy($0, seed: seed, faults: $1) }
        await open(self.options.amazonShops) { _ = await market.openAmazon($0, seed: seed, faults: $1) }
        await open(self.options.shopifyShops) { _ = await market.openShopify($0, seed: seed, faults: $1) }
        await open(self.options.ebayShops) { _ = await market.openEbay($0, seed: seed, faults: $1) }
    }

    /// Cleaning up must happen although this task is cancelled.
    private static func finishing(_ body: @escaping @Sendable () async -> Void) async {
        await Task.detached { await body() }.value
    }

    /// A shop waits for a receiver, but not for ever, and follows no redirects (plugin source: 60 s).
    private static var courier: HTTPClient.Configuration {
        HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(2), read: .seconds(10)))
    }
}
