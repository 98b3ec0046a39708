import Foundation
import Wire

/// A form with one file in it (RFC 7578).
struct EtsyMultipart: Sendable, Hashable {
    var fields: [Field]
    var file: [UInt8]
    var fileField: String
    var fileName: String
    var contentType: String

    struct Field: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// The same for the same file, and of nobody's choosing but the file's, so that it does not stand in it.
    var boundary: String { "entrepot-" + Signing.sha256Hex(self.file).prefix(32) }

    var bytes: [UInt8] {
        var text = ""
        for field in self.fields {
            text +=
                "--\(self.boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n\(field.value)\r\n"
        }
        text += "--\(self.boundary)\r\nContent-Disposition: form-data; name=\"\(self.fileField)\"; "
        text += "filename=\"\(Self.quoted(self.fileName))\"\r\nContent-Type: \(self.contentType)\r\n\r\n"
        return Array(text.utf8) + self.file + Array("\r\n--\(self.boundary)--\r\n".utf8)
    }

    /// A quote or a line break would end the header early.
    private static func quoted(_ name: String) -> String {
        name.map { $0 == "\"" || $0 == "\\" || $0.isNewline ? "_" : String($0) }.joined()
    }
}
