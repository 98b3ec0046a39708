import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Pages
import Wire

/// The outermost of all: gives each request a trace, counts it, and puts the headers on every answer that keep a
/// browser from doing more than our pages need.
struct TraceGate: RouterMiddleware {
    let log: Logger
    let meter: Meter

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let trace = Self.trace(of: request) { context.trace = trace }
        let inside = context
        let start = ContinuousClock.now
        var response = try await CallContext.$trace.withValue(context.trace) { try await next(request, inside) }
        let took = start.duration(to: .now)
        let route = context.endpointPath ?? "none"
        self.meter.count(method: request.method.rawValue, route: route, status: response.status.code, took: took)
        // A page that says itself who may frame it does not say beside it that nobody may.
        let framesItself = response.headers[.contentSecurityPolicy] != nil
        for (name, value) in Self.headers where response.headers[name] == nil {
            if !(framesItself && name == Self.frameName) { response.headers[name] = value }
        }
        response.headers[Self.traceName] = context.trace.id
        self.log.debug(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(route)", "status": "\(response.status.code)",
                "ms": "\(Int(took / .milliseconds(1)))", "trace": "\(context.trace.id)",
            ])
        return response
    }

    /// The caller's own trace, where it sends one (W3C Trace Context, level 1).
    private static func trace(of request: Request) -> Trace? {
        guard let parent = HTTPField.Name("traceparent").flatMap({ request.headers[$0] }) else { return nil }
        let parts = parent.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count >= 4 ? Trace(String(parts[1])) : nil
    }

    static let traceName = Self.name("Entrepot-Trace")

    private static let frameName = Self.name("X-Frame-Options")

    private static let headers: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy, Pages.contentSecurityPolicy), (.xContentTypeOptions, "nosniff"),
        (Self.name("Referrer-Policy"), "no-referrer"), (Self.frameName, "DENY"),
        (Self.name("Cross-Origin-Opener-Policy"), "same-origin"),
        (Self.name("Cross-Origin-Resource-Policy"), "same-origin"), (.cacheControl, "no-store"),
    ]

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header name") }
        return name
    }
}
