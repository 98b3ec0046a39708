import Foundation

extension TwinRequest {
    /// One part of a form in parts.
    struct Part: Sendable {
        var name: String
        /// Whether it says that it is a file.
        var isFile: Bool
        var bytes: [UInt8]
    }

    /// The parts of a form between its boundaries (RFC 7578): head lines, an empty line, the value.
    ///
    /// - Returns: `nil` for what is no such form.
    var parts: [Part]? {
        let type = self.headers["content-type"] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data"), let mark = type.range(of: "boundary=") else {
            return nil
        }
        let boundary = type[mark.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
        let body = Data(self.body)
        let fence = Data("--\(boundary)".utf8)
        var parts: [Part] = []
        var cursor = body.startIndex
        while let start = body.range(of: fence, in: cursor..<body.endIndex) {
            guard let end = body.range(of: fence, in: start.upperBound..<body.endIndex) else { break }
            cursor = end.lowerBound
            let part = body[start.upperBound..<end.lowerBound]
            guard let gap = part.range(of: Data("\r\n\r\n".utf8)) else { continue }
            let head = String(decoding: part[..<gap.lowerBound], as: UTF8.self)
            guard let name = head.firstMatch(of: /name="([^"]*)"/)?.1 else { return nil }
            parts.append(
                Part(
                    name: String(name), isFile: head.contains("filename="),
                    bytes: Array(part[gap.upperBound...].dropLast(2))))
        }
        return parts
    }
}
