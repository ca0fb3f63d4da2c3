import CLibSSH2
import Glibc

/// libssh2's `LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC`: asks the wire's responder (RFC 4256, section 3.4).
@unsafe func promptsAsked(
    _ name: UnsafePointer<CChar>?,
    _ nameLength: Int32,
    _ instruction: UnsafePointer<CChar>?,
    _ instructionLength: Int32,
    _ count: Int32,
    _ prompts: UnsafePointer<LIBSSH2_USERAUTH_KBDINT_PROMPT>?,
    _ responses: UnsafeMutablePointer<LIBSSH2_USERAUTH_KBDINT_RESPONSE>?,
    _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) {
    guard let wire = unsafe wire(behind: abstract), let responder = wire.responder, let responses = unsafe responses
    else { return }
    let asked = (0..<Int(count)).compactMap { place -> KeyboardInteractiveChallenge.Prompt? in
        guard let prompt = unsafe prompts?[place] else { return nil }
        return KeyboardInteractiveChallenge.Prompt(
            text: unsafe text(prompt.text, Int32(clamping: prompt.length)),
            echoes: unsafe prompt.echo != 0
        )
    }
    let challenge = KeyboardInteractiveChallenge(
        name: unsafe text(name, nameLength),
        instruction: unsafe text(instruction, instructionLength),
        prompts: asked
    )
    for (place, answer) in responder(challenge).prefix(Int(count)).enumerated() {
        unsafe answer.withBytes { bytes in
            // libssh2 lets go of it with its own free, which is the C library's.
            guard let copy = unsafe malloc(bytes.count + 1) else { return }
            if let base = bytes.baseAddress { unsafe copy.copyMemory(from: base, byteCount: bytes.count) }
            unsafe responses[place].text = unsafe copy.assumingMemoryBound(to: CChar.self)
            unsafe responses[place].length = UInt32(bytes.count)
        }
    }
}

@unsafe private func text(_ start: UnsafePointer<CChar>?, _ length: Int32) -> String {
    guard let start = unsafe start, length > 0 else { return "" }
    return unsafe start.withMemoryRebound(to: UInt8.self, capacity: Int(length)) {
        unsafe String(decoding: UnsafeBufferPointer(start: $0, count: Int(length)), as: UTF8.self)
    }
}
