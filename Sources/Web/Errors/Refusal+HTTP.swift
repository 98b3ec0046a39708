import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Operations

extension Refusal {
    static let unauthorized = Refusal(
        status: 401, code: "token.missing", sentence: "This needs a bearer token.",
        wayOut:
            "Send the header Authorization: Bearer ent_… with the token of the first start, or make one: entrepot token create NAME"
    )

    static func invalid(_ field: String, _ reason: String) -> Refusal {
        Refusal(
            status: 400, code: "input.invalid", sentence: "\(field): \(reason)", wayOut: "Correct it and send it again."
        )
    }

    static let notFound = Refusal(
        status: 404, code: "path.unknown", sentence: "There is nothing at this address.",
        wayOut: "Begin at the first page, / ; a program finds the addresses there are in docs/api.md.")

    static func tooLarge(_ limit: Int) -> Refusal {
        Refusal(
            status: 413, code: "input.too-large", sentence: "The body is larger than \(limit) bytes.",
            wayOut: "Send less at once.")
    }

    /// Nothing of the error itself: it may hold anything. The trace finds it in the log.
    static func unknown(trace: String) -> Refusal {
        Refusal(
            status: 500, code: "unforeseen", sentence: "Something went wrong that nobody foresaw.",
            wayOut: "Find the trace \(trace) in the log, or run: entrepot doctor")
    }

    /// What the library says about a request before our routes see it.
    init(http error: HTTPError) {
        switch error.status.code {
        case 404: self = .notFound
        case 405:
            self.init(
                status: 405, code: "method.unknown", sentence: "This address does not know that method.",
                wayOut: "See docs/api.md for the methods there are.")
        default:
            self.init(
                status: error.status.code, code: "request.refused",
                sentence: "The request was refused: \(Self.title(of: error.status.code)).",
                wayOut: "Correct the request and send it again.")
        }
    }

    /// RFC 9457, with the code and the way out as members of their own.
    struct Problem: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let code: String
        let wayOut: String
        let trace: String

        enum CodingKeys: String, CodingKey {
            case type, title, status, detail, code, trace
            case wayOut = "way_out"
        }
    }

    /// RFC 9110's words for a status.
    private static func title(of status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 422: "Unprocessable Content"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        default: "Status \(status)"
        }
    }

    func response(trace: String) -> Response {
        let status = HTTPResponse.Status(code: self.status)
        let problem = Problem(
            type: "about:blank", title: Self.title(of: self.status), status: self.status, detail: self.sentence,
            code: self.code,
            wayOut: self.wayOut, trace: trace)
        let body = (try? ViewJSON.text(problem)) ?? "{}"
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if self.status == 401 { headers[.wwwAuthenticate] = "Bearer realm=\"entrepot\"" }
        if self.status == 503 { headers[.retryAfter] = "2" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}
