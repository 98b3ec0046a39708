import Hummingbird
import Logging
import Wire

/// Errors become problems here and nowhere else.
struct ProblemGate: RouterMiddleware {
    let log: Logger

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch {
            let refusal = self.refusal(error, trace: context.trace.id)
            if refusal.status >= 500 {
                self.log.error(
                    "request failed",
                    metadata: [
                        "route": "\(context.endpointPath ?? "none")", "code": "\(refusal.code)", "error": "\(error)",
                        "trace": "\(context.trace.id)",
                    ])
            }
            // Who sits before a browser gets the same words as a page.
            let isSeen = request.headers[.accept]?.contains("text/html") == true && !request.uri.path.hasPrefix("/api/")
            var response = isSeen ? refusal.page(context) : refusal.response(trace: context.trace.id)
            if let reached = error as? LimitReached { reached.verdict.write(on: &response.headers) }
            return response
        }
    }

    private func refusal(_ error: any Error, trace: String) -> Refusal {
        if let error = error as? HTTPError { return Refusal(http: error) }
        return Refusal(error) ?? .unknown(trace: trace)
    }
}
