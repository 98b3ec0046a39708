import HTTPTypes
import Hummingbird
import NIOCore
import Pages

/// CSS, script and logo, compiled in.
struct AssetRoutes {
    func add(to router: some RouterMethods<SiteContext>) {
        router.get("assets/:name") { request, context in
            guard let asset = Pages.asset(named: try context.part("name")) else { throw Refusal.notFound }
            let headers: HTTPFields = [
                .contentType: asset.contentType, .eTag: asset.entityTag, .cacheControl: "no-cache",
            ]
            if request.headers[.ifNoneMatch] == asset.entityTag {
                return Response(status: .notModified, headers: headers)
            }
            return Response(
                status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
        }
    }
}
