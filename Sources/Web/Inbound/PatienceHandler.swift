import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// How long a client may take over what it sends.
public struct ClientPatience: Sendable, Hashable {
    /// From the connection to the end of the first request's head.
    public var head: TimeAmount
    /// From an answer to the end of the next request's head: longer than proxies keep a connection, so that they close it and not we.
    public var idle: TimeAmount
    /// Within which at least `bytes` of a body must arrive, or its end.
    public var body: TimeAmount
    public var bytes: Int

    public init(
        head: TimeAmount = .seconds(15), idle: TimeAmount = .seconds(150), body: TimeAmount = .seconds(20),
        bytes: Int = 8_192
    ) {
        self.head = head
        self.idle = idle
        self.body = body
        self.bytes = bytes
    }
}

/// Closes the connection of a client that sends so slowly that it only holds a place.
///
/// On the connection's event loop only.
final class PatienceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let patience: ClientPatience
    private var clock: Scheduled<Void>?
    private var arrived = 0
    /// Requests whose answer is not out yet.
    private var open = 0
    /// Whether a body is still coming, and how much of it came after its answer.
    private var isReading = false
    private var idleBytes = 0
    /// Bytes of a refused body that are taken so that the connection can be used again.
    private static let mostIdleBytes = 1 << 20

    init(_ patience: ClientPatience) { self.patience = patience }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { self.expect(within: self.patience.head, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.clock?.cancel() }

    func channelActive(context: ChannelHandlerContext) {
        self.expect(within: self.patience.head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.clock?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head:
            self.open += 1
            (self.isReading, self.arrived, self.idleBytes) = (true, 0, 0)
            self.expect(within: self.patience.body, context)
        case .body(let bytes):
            if self.open == 0 { self.idleBytes += bytes.readableBytes }
            guard self.idleBytes <= Self.mostIdleBytes else { return context.close(promise: nil) }
            self.arrived += bytes.readableBytes
            if self.arrived >= self.patience.bytes {
                self.arrived = 0
                self.expect(within: self.patience.body, context)
            }
        case .end:
            self.isReading = false
            self.clock?.cancel()
            if self.open == 0 { self.expect(within: self.patience.idle, context) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = self.unwrapOutboundIn(data) {
            self.open -= 1
            if self.open == 0, !self.isReading { self.expect(within: self.patience.idle, context) }
        }
        context.write(data, promise: promise)
    }

    private func expect(within time: TimeAmount, _ context: ChannelHandlerContext) {
        self.clock?.cancel()
        let channel = context.channel
        self.clock = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
