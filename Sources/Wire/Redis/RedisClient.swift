import NIOCore
import NIOPosix
import NIOSSL

/// Where a Redis server is.
public struct RedisServer: Sendable {
    public var host: String
    public var port: Int
    public var database: Int
    /// TLS from the first byte.
    public var isTLS: Bool
    public var user: String?
    let password: @Sendable () -> String?
    /// For each answer, and for the connection.
    public var timeout: TimeAmount = .milliseconds(500)

    public init(
        host: String, port: Int = 6379, database: Int = 0, isTLS: Bool = false, user: String? = nil,
        password: @escaping @Sendable () -> String? = { nil }
    ) {
        self.host = host
        self.port = port
        self.database = database
        self.isTLS = isTLS
        self.user = user
        self.password = password
    }
}

/// One connection to a Redis server, made when it is needed and made anew when it broke.
///
/// Whoever asks waits half a second at most, and after a failure nobody asks for a second: Redis holds nothing that the
/// database has not.
public actor RedisClient {
    private let server: RedisServer
    private var channel: (any Channel)?
    private var restsUntil = ContinuousClock.now
    private static let rest = Duration.seconds(1)

    public init(_ server: RedisServer) { self.server = server }

    /// Sends the commands together.
    ///
    /// - Returns: An answer for each; a `.failure` of one does not touch the others.
    public func ask(_ commands: [RedisCommand]) async throws(RedisError) -> [RedisValue] {
        guard ContinuousClock.now >= self.restsUntil else { throw .resting }
        do {
            let channel = try await self.connected()
            return try await Self.ask(commands, channel)
        } catch {
            self.drop()
            self.restsUntil = .now + Self.rest
            throw error as? RedisError ?? .unreachable
        }
    }

    public func close() async {
        self.drop()
        self.restsUntil = .now + .seconds(86_400 * 365)
    }

    private func drop() {
        self.channel?.close(promise: nil)
        self.channel = nil
    }

    private func connected() async throws -> any Channel {
        if let channel, channel.isActive { return channel }
        let (tls, name, timeout) = (self.server.isTLS, self.server.host, self.server.timeout)
        let channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .connectTimeout(timeout)
            .connect(host: self.server.host, port: self.server.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if tls {
                        var configuration = TLSConfiguration.makeClientConfiguration()
                        configuration.minimumTLSVersion = .tlsv12
                        let isNumbers = (try? SocketAddress(ipAddress: name, port: 0)) != nil
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(
                                context: NIOSSLContext(configuration: configuration),
                                serverHostname: isNumbers ? nil : name))
                    }
                    try channel.pipeline.syncOperations.addHandler(RedisHandler(timeout))
                    return channel
                }
            }
        try await self.greet(channel)
        // Another may have been faster while we connected.
        if let other = self.channel, other.isActive {
            channel.close(promise: nil)
            return other
        }
        self.channel = channel
        return channel
    }

    private func greet(_ channel: any Channel) async throws {
        var greeting: [RedisCommand] = []
        if let password = self.server.password() {
            greeting.append(
                self.server.user.map { RedisCommand("AUTH", $0, password) } ?? RedisCommand("AUTH", password))
        }
        if self.server.database != 0 { greeting.append(RedisCommand("SELECT", String(self.server.database))) }
        guard !greeting.isEmpty else { return }
        for answer in try await Self.ask(greeting, channel) {
            if case .failure(let code) = answer {
                channel.close(promise: nil)
                throw RedisError.refused(code)
            }
        }
    }

    private static func ask(_ commands: [RedisCommand], _ channel: any Channel) async throws -> [RedisValue] {
        let promise = channel.eventLoop.makePromise(of: [RedisValue].self)
        channel.writeAndFlush(RedisHandler.Call(commands: commands, promise: promise), promise: nil)
        return try await promise.futureResult.get()
    }
}

/// Gives each call its answers, in order. On the connection's event loop only.
private final class RedisHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Call
    typealias OutboundOut = ByteBuffer

    struct Call: Sendable {
        var commands: [RedisCommand]
        var promise: EventLoopPromise<[RedisValue]>
    }

    private struct Waiting {
        var count: Int
        var answers: [RedisValue] = []
        var promise: EventLoopPromise<[RedisValue]>
        var clock: Scheduled<Void>
    }

    private let timeout: TimeAmount
    private var waiting: [Waiting] = []
    private var reader = RedisReader()
    private var isOver = false

    init(_ timeout: TimeAmount) { self.timeout = timeout }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let call = self.unwrapOutboundIn(data)
        guard !self.isOver else { return call.promise.fail(RedisError.unreachable) }
        let channel = context.channel
        let clock = context.eventLoop.scheduleTask(in: self.timeout) {
            call.promise.fail(RedisError.tooSlow)
            channel.close(promise: nil)
        }
        self.waiting.append(Waiting(count: call.commands.count, promise: call.promise, clock: clock))
        context.write(
            self.wrapOutboundOut(ByteBuffer(bytes: call.commands.flatMap(\.bytes))), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            try self.reader.append(self.unwrapInboundIn(data).readableBytesView)
            while let answer = try self.reader.next() {
                // An answer that nobody asked for.
                guard !self.waiting.isEmpty else { throw RedisError.nonsense }
                self.waiting[0].answers.append(answer)
                guard self.waiting[0].answers.count == self.waiting[0].count else { continue }
                let done = self.waiting.removeFirst()
                done.clock.cancel()
                done.promise.succeed(done.answers)
            }
        } catch {
            self.end(error)
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.end(RedisError.unreachable)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.end(RedisError.unreachable)
        context.close(promise: nil)
    }

    private func end(_ error: any Error) {
        self.isOver = true
        for one in self.waiting {
            one.clock.cancel()
            one.promise.fail(error)
        }
        self.waiting = []
    }
}
