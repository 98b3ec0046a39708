import NIOCore
import NIOHTTP1
import NIOPosix

/// A real HTTP server on loopback that misbehaves by path.
final class LoopbackServer: Sendable {
    private let channel: any Channel
    let port: Int

    init() async throws {
        self.channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(MisbehavingHandler())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.port = self.channel.localAddress?.port ?? 0
    }

    func close() async throws { try await self.channel.close() }
}

private final class MisbehavingHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private var head: HTTPRequestHead?
    private var body = ""

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            self.body = ""
        case .body(let piece): self.body += String(buffer: piece)
        case .end: self.answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head = self.head else { return }
        let path = head.uri.split(separator: "?").first.map(String.init) ?? head.uri
        switch path {
        case "/redirect": self.whole(context, .found, [("location", "/echo")], "")
        case "/announced": self.begin(context, [("content-length", "52428800")])
        case "/huge": self.flood(context, left: 800)
        case "/silent": break
        case "/half":
            self.begin(context, [("content-length", "100")])
            self.piece(context, "half")
        case "/cut":
            self.begin(context, [("content-length", "100")])
            self.piece(context, "half")
            context.close(promise: nil)
        case "/hangup": context.close(promise: nil)
        default:
            let headers = head.headers.map { "\($0.name.lowercased()): \($0.value)" }.joined(separator: "\n")
            self.whole(
                context, .ok, [("x-kind", "echo")], "\(head.method.rawValue) \(head.uri)\n\(headers)\n\n\(self.body)")
        }
    }

    /// 64 KiB at a time, 50 MB in all, until the other side has had enough.
    private func flood(_ context: ChannelHandlerContext, left: Int) {
        if left == 800 { self.begin(context, [("transfer-encoding", "chunked")]) }
        guard context.channel.isActive else { return }
        guard left > 0 else { return context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil) }
        let piece = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(repeating: 97, count: 64 << 10)))
        context.writeAndFlush(self.wrapOutboundOut(piece), promise: nil)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute { bound.value.0.flood(bound.value.1, left: left - 1) }
    }

    private func begin(
        _ context: ChannelHandlerContext, _ headers: [(String, String)], _ status: HTTPResponseStatus = .ok
    ) {
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: HTTPHeaders(headers))
        context.writeAndFlush(self.wrapOutboundOut(.head(head)), promise: nil)
    }

    private func piece(_ context: ChannelHandlerContext, _ text: String) {
        context.writeAndFlush(self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
    }

    private func whole(
        _ context: ChannelHandlerContext, _ status: HTTPResponseStatus, _ headers: [(String, String)], _ body: String
    ) {
        self.begin(context, headers + [("content-length", String(body.utf8.count))], status)
        self.piece(context, body)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
    }
}
