import 'element-plus/es/components/message-box/style/css'

/** The kit's box with its looks, apart from what a page waits for. */
export { ElMessageBox } from 'element-plus'
