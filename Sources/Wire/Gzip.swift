import CZlib

/// Unpacks gzip (RFC 1952) with zlib: documents that a channel hands out packed.
public enum Gzip {
    /// Why a packed document cannot be read.
    public enum Trouble: Error, Sendable, Hashable {
        case malformed
        /// It is larger than the caller takes.
        case tooLarge
    }

    /// - Parameter limit: Bytes of the unpacked document at most.
    public static func unpack(_ bytes: [UInt8], limit: Int) throws(Trouble) -> [UInt8] {
        var (stream, packed, out) = (z_stream(), bytes, [UInt8]())
        // "Add 16 to windowBits to decode only gzip" (zlib.h, inflateInit2): checksum and length are checked.
        guard inflateInit2_(&stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .malformed
        }
        defer { inflateEnd(&stream) }
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let state: Int32 = packed.withUnsafeMutableBufferPointer { packed in
            stream.next_in = packed.baseAddress
            stream.avail_in = UInt32(packed.count)
            var state = Z_OK
            while state == Z_OK, out.count <= limit {
                state = piece.withUnsafeMutableBufferPointer { piece in
                    stream.next_out = piece.baseAddress
                    stream.avail_out = UInt32(piece.count)
                    return inflate(&stream, Z_NO_FLUSH)
                }
                out += piece.dropLast(Int(stream.avail_out))
            }
            return state
        }
        guard out.count <= limit else { throw .tooLarge }
        guard state == Z_STREAM_END else { throw .malformed }
        return out
    }
}
