import HTTPTypes
import Hummingbird
import NIOCore
import Operations

/// Everything of a workspace, to be taken along: also while it is suspended.
struct ExportRoutes {
    func add(to api: RouterGroup<SiteContext>) {
        api.get("export") { _, context in Self.response(try context.desk()) }
    }

    /// A line a row, written as it is read.
    static func response(_ desk: Desk) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/jsonl", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"workspace.jsonl\"",
            ],
            body: ResponseBody { writer in
                try await ExportWorkspace().run(desk) { try await writer.write(ByteBuffer(string: $0)) }
                try await writer.finish(nil)
            })
    }
}
